package dev.styleseal.unet;

import dev.styleseal.nn.GatedGelu;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import org.bytedeco.pytorch.Tensor;

/** A gated feed-forward layer, GEGLU; see {@link GatedGelu}. */
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
        return out.forward(GatedGelu.of(projection.forward(x)));
    }
}
