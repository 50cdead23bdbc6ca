package dev.styleseal.unet;

import dev.styleseal.nn.GroupNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Transformer blocks over the pixels of a feature map (Rombach et al. 2022, appendix E.2.1). */
final class SpatialTransformer {
    private static final double EPS = 1e-6;

    private final GroupNorm norm;
    private final Linear in;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final Linear out;

    SpatialTransformer(Layers layers, UNetConfig.Level level, UNetConfig config) {
        int width = level.channels();
        norm = layers.groupNorm("norm", config.groups(), width, EPS);
        in = projection(layers, "proj_in", width, config);
        for (int i = 0; i < level.depth(); i++) {
            blocks.add(new TransformerBlock(
                    layers.at("transformer_blocks." + i), width, config.contextWidth(), level.heads()));
        }
        out = projection(layers, "proj_out", width, config);
    }

    private static Linear projection(Layers layers, String name, int width, UNetConfig config) {
        return config.linearProjection() ? layers.linear(name, width, width) : layers.pointwise(name, width, width);
    }

    /** x [B or 1, width, H, W] and context [B, S, contextWidth] to [B, width, H, W]. */
    Tensor forward(Tensor x, Tensor context) {
        Tensor h = in.forward(norm.forward(x).flatten(2, 3).transpose(1, 2)); // [B, H x W, width]
        for (TransformerBlock block : blocks) {
            h = block.forward(h, context);
        }
        return x.add(out.forward(h).transpose(1, 2).reshape(-1, x.size(1), x.size(2), x.size(3)));
    }
}
