package dev.styleseal.vae;

import dev.styleseal.nn.Conv2d;
import dev.styleseal.nn.GroupNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.ResnetBlock;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Pictures to the mean and log variance of their latents. */
final class Encoder {
    private final List<UnaryOperator<Tensor>> stages = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>(); // how many stages lie before and in each level
    private final int groups;

    Encoder(Layers layers, VaeConfig config) {
        groups = config.groups();
        int width = config.channels().get(0);
        Conv2d convIn = layers.conv("conv_in", 3, width, 3);
        stages.add(convIn::forward);
        for (int i = 0; i < config.channels().size(); i++) {
            Layers block = layers.at("down_blocks." + i);
            for (int j = 0; j < config.layers(); j++) {
                int out = config.channels().get(i);
                ResnetBlock.Shape shape = new ResnetBlock.Shape(width, out, config.groups(), Vae.EPS);
                stages.add(ResnetBlock.ofVae(block.at("resnets." + j), shape)::forward);
                width = out;
            }
            ends.add(stages.size());
            if (i + 1 < config.channels().size()) {
                Conv2d conv = block.conv("downsamplers.0.conv", width, width, 3, 2, 0);
                stages.add(x -> conv.forward(paddedRightAndBelow(x)));
            }
        }
        stages.add(new MiddleBlock(layers.at("mid_block"), config)::forward);
        ends.add(stages.size());
        GroupNorm norm = layers.groupNorm("conv_norm_out", config.groups(), width, Vae.EPS);
        Conv2d convOut = layers.conv("conv_out", width, 2 * config.latentChannels(), 3);
        stages.add(x -> convOut.forward(torch.silu(norm.forward(x))));
    }

    /** The published weights were trained with this lopsided padding instead of one pixel all round. */
    private static Tensor paddedRightAndBelow(Tensor x) {
        return torch.constant_pad_nd(x, new long[] {0, 1, 0, 1});
    }

    /** x [B, 3, H, W] in -1..1 to [B, 2 x latentChannels, h, w]. */
    Tensor forward(Tensor x) {
        return Vae.inTurn(stages, x);
    }

    /**
     * What each level knows of x [B, 3, H, W] in -1..1, see {@link Vae#features}: [B, C, H, W], [B, C', H/2, W/2], ...
     */
    List<Tensor> features(Tensor x) {
        List<Tensor> features = new ArrayList<>();
        try (Scope scope = new Scope()) {
            Tensor h = x;
            int from = 0;
            for (int end : ends) {
                h = Vae.inTurn(stages.subList(from, end), h);
                features.add(scope.keep(activated(h)));
                from = end;
            }
        }
        return features;
    }

    /** As blocks do with what they are given, but without learned scale and bias. */
    private Tensor activated(Tensor x) {
        return torch.silu(torch.group_norm(x, groups, new TensorOptional(), new TensorOptional(), Vae.EPS, true));
    }
}
