package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A gated feed-forward layer, GEGLU (Shazeer 2020, "GLU Variants Improve Transformer"). */
final class FeedForward {
    private static final int EXPANSION = 4;

    private final Linear projection;
    private final Linear out;

    FeedForward(Layers layers, int width) {
        projection = layers.linear("net.0.proj", width, 2 * EXPANSION * width); // value and gate
        out = layers.linear("net.2", EXPANSION * width, width);
    }

    /** x [B, T, width] to the same shape. */
    Tensor forward(Tensor x) {
        Tensor both = projection.forward(x);
        long half = both.size(-1) / 2;
        return out.forward(both.narrow(-1, 0, half).mul(torch.gelu(both.narrow(-1, half, half))));
    }
}
