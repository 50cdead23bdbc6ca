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
        leave((hidden, c) -> convIn.forward(hidden));
        for (int i = 0; i < config.down().size(); i++) {
            down(
                    layers.at("down_blocks." + i),
                    config.down().get(i),
                    i + 1 < config.down().size());
        }
        middle(layers.at("mid_block"), config.coarsest());
        for (int i = 0; i < config.up().size(); i++) {
            up(
                    layers.at("up_blocks." + i),
                    config.up().get(i),
                    i + 1 < config.up().size());
        }
        GroupNorm norm = layers.groupNorm("conv_norm_out", config.groups(), channels, config.eps());
        Conv2d convOut = layers.conv("conv_out", channels, config.outChannels(), 3);
        steps.add(new Step((hidden, c) -> convOut.forward(torch.silu(norm.forward(hidden))), Skip.NONE));
        return steps;
    }

    private void down(Layers block, UNetConfig.Level level, boolean smaller) {
        for (int j = 0; j < level.layers(); j++) {
            leave(layer(block, j, channels, level));
        }
        if (smaller) {
            Conv2d conv = block.conv("downsamplers.0.conv", channels, channels, 3, 2, 1);
            leave((hidden, c) -> conv.forward(hidden));
        }
    }

    private void middle(Layers block, UNetConfig.Level level) {
        ResnetBlock first = resnet(block.at("resnets.0"), channels, level);
        SpatialTransformer transformer = new SpatialTransformer(block.at("attentions.0"), level, config);
        ResnetBlock second = resnet(block.at("resnets.1"), channels, level);
        steps.add(new Step(
                (hidden, c) ->
                        second.forward(transformer.forward(first.forward(hidden, c.time()), c.context()), c.time()),
                Skip.NONE));
    }

    private void up(Layers block, UNetConfig.Level level, boolean larger) {
        for (int j = 0; j < level.layers(); j++) {
            steps.add(new Step(layer(block, j, channels + left.pop(), level), Skip.TAKE));
        }
        if (larger) {
            Conv2d conv = block.conv("upsamplers.0.conv", channels, channels, 3);
            steps.add(new Step((hidden, c) -> conv.forward(hidden), Skip.ENLARGE));
        }
    }

    /** A residual block and, where the level has attention, a transformer. */
    private Segment layer(Layers block, int j, int in, UNetConfig.Level level) {
        ResnetBlock resnet = resnet(block.at("resnets." + j), in, level);
        if (!level.attention()) {
            return (hidden, c) -> resnet.forward(hidden, c.time());
        }
        SpatialTransformer transformer = new SpatialTransformer(block.at("attentions." + j), level, config);
        return (hidden, c) -> transformer.forward(resnet.forward(hidden, c.time()), c.context());
    }

    private ResnetBlock resnet(Layers at, int in, UNetConfig.Level level) {
        channels = level.channels();
        return ResnetBlock.ofUNet(
                at, new ResnetBlock.Shape(in, channels, config.groups(), config.eps()), config.timeWidth());
    }

    private void leave(Segment segment) {
        steps.add(new Step(segment, Skip.LEAVE));
        left.push(channels);
    }
}
