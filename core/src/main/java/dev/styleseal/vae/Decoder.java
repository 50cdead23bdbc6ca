package dev.styleseal.vae;

import dev.styleseal.nn.Conv2d;
import dev.styleseal.nn.GroupNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.ResnetBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Latents to pictures. */
final class Decoder {
    private final List<UnaryOperator<Tensor>> stages = new ArrayList<>();

    Decoder(Layers layers, VaeConfig config) {
        int levels = config.channels().size();
        int width = config.channels().get(levels - 1);
        Conv2d convIn = layers.conv("conv_in", config.latentChannels(), width, 3);
        stages.add(convIn::forward);
        stages.add(new MiddleBlock(layers.at("mid_block"), config)::forward);
        for (int i = 0; i < levels; i++) {
            Layers block = layers.at("up_blocks." + i);
            for (int j = 0; j <= config.layers(); j++) {
                int out = config.channels().get(levels - 1 - i);
                ResnetBlock.Shape shape = new ResnetBlock.Shape(width, out, config.groups(), Vae.EPS);
                stages.add(ResnetBlock.ofVae(block.at("resnets." + j), shape)::forward);
                width = out;
            }
            if (i + 1 < levels) {
                Conv2d conv = block.conv("upsamplers.0.conv", width, width, 3);
                stages.add(x -> conv.forward(torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3))));
            }
        }
        GroupNorm norm = layers.groupNorm("conv_norm_out", config.groups(), width, Vae.EPS);
        Conv2d convOut = layers.conv("conv_out", width, 3, 3);
        stages.add(x -> convOut.forward(torch.silu(norm.forward(x))));
    }

    /** z [B, latentChannels, h, w] to [B, 3, H, W] around -1..1. */
    Tensor forward(Tensor z) {
        return Vae.inTurn(stages, z);
    }
}
