package dev.styleseal.unet;

import dev.styleseal.nn.Conv2d;
import dev.styleseal.nn.GroupNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.ResnetBlock;
import dev.styleseal.unet.Step.Skip;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** Lays the network out as a list of steps; the widths of the skip connections are followed on the way. */
final class UNetBuilder {
    private final Layers layers;
    private final UNetConfig config;
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Integer> left = new ArrayDeque<>(); // channels of the results left for the way up
    private int channels;

    UNetBuilder(Layers layers, UNetConfig config) {
        this.layers = layers;
        this.config = config;
    }

    List<Step> steps() {
        channels = config.down().get(0).channels();
        Conv2d convIn = layers.conv("conv_in", config.inChannels(), channels, 3);
        leave(List.of(new Part("conv_in", (hidden, c) -> convIn.forward(hidden))));
        int levels = config.down().size();
        for (int i = 0; i < levels; i++) {
            down("down_blocks." + i, config.down().get(i), i + 1 < levels);
        }
        middle("mid_block", config.coarsest());
        for (int i = 0; i < levels; i++) {
            up("up_blocks." + i, config.up().get(i), i + 1 < levels);
        }
        GroupNorm norm = layers.groupNorm("conv_norm_out", config.groups(), channels, config.eps());
        Conv2d convOut = layers.conv("conv_out", channels, config.outChannels(), 3);
        steps.add(new Step(
                List.of(
                        new Part("conv_norm_out", (hidden, c) -> torch.silu(norm.forward(hidden))),
                        new Part("conv_out", (hidden, c) -> convOut.forward(hidden))),
                Skip.NONE));
        return steps;
    }

    private void down(String block, UNetConfig.Level level, boolean smaller) {
        for (int j = 0; j < level.layers(); j++) {
            leave(layer(block, j, channels, level));
        }
        if (smaller) {
            String path = block + ".downsamplers.0.conv";
            Conv2d conv = layers.conv(path, channels, channels, 3, 2, 1);
            leave(List.of(new Part(path, (hidden, c) -> conv.forward(hidden))));
        }
    }

    private void middle(String block, UNetConfig.Level level) {
        Part first = resnet(block + ".resnets.0", channels, level);
        Part transformer = transformer(block + ".attentions.0", level);
        Part second = resnet(block + ".resnets.1", channels, level);
        steps.add(new Step(List.of(first, transformer, second), Skip.NONE));
    }

    private void up(String block, UNetConfig.Level level, boolean larger) {
        for (int j = 0; j < level.layers(); j++) {
            steps.add(new Step(layer(block, j, channels + left.pop(), level), Skip.TAKE));
        }
        if (larger) {
            String path = block + ".upsamplers.0.conv";
            Conv2d conv = layers.conv(path, channels, channels, 3);
            steps.add(new Step(List.of(new Part(path, (hidden, c) -> conv.forward(hidden))), Skip.ENLARGE));
        }
    }

    /** A residual block and, where the level has attention, a transformer. */
    private List<Part> layer(String block, int j, int in, UNetConfig.Level level) {
        Part resnet = resnet(block + ".resnets." + j, in, level);
        return level.attention() ? List.of(resnet, transformer(block + ".attentions." + j, level)) : List.of(resnet);
    }

    private Part resnet(String path, int in, UNetConfig.Level level) {
        channels = level.channels();
        ResnetBlock resnet = ResnetBlock.ofUNet(
                layers.at(path),
                new ResnetBlock.Shape(in, channels, config.groups(), config.eps()),
                config.timeWidth());
        return new Part(path, (hidden, c) -> resnet.forward(hidden, c.time()));
    }

    private Part transformer(String path, UNetConfig.Level level) {
        SpatialTransformer transformer = new SpatialTransformer(layers.at(path), level, config);
        return new Part(path, (hidden, c) -> transformer.forward(hidden, c.context()));
    }

    private void leave(List<Part> parts) {
        steps.add(new Step(parts, Skip.LEAVE));
        left.push(channels);
    }
}
