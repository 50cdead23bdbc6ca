package dev.styleseal.clip;

import dev.styleseal.nn.Attention;
import dev.styleseal.nn.LayerNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A transformer layer that norms before it works; each token sees itself and those before it. */
final class ClipLayer {
    private static final double QUICK_GELU_SLOPE = 1.702; // Hendrycks and Gimpel 2016, section 2

    private final LayerNorm layerNorm1;
    private final Attention selfAttention;
    private final LayerNorm layerNorm2;
    private final Linear fc1;
    private final Linear fc2;
    private final ClipConfig.Activation activation;

    ClipLayer(Layers layers, ClipConfig config) {
        layerNorm1 = layers.layerNorm("layer_norm1", config.width(), config.eps());
        selfAttention = Attention.ofClip(layers.at("self_attn"), config.width(), config.heads());
        layerNorm2 = layers.layerNorm("layer_norm2", config.width(), config.eps());
        fc1 = layers.linear("mlp.fc1", config.width(), config.feedForwardWidth());
        fc2 = layers.linear("mlp.fc2", config.feedForwardWidth(), config.width());
        activation = config.activation();
    }

    /** x [B, T, width] to the same shape. */
    Tensor forward(Tensor x) {
        Tensor normed = layerNorm1.forward(x);
        Tensor h = x.add(selfAttention.forward(normed, normed));
        return h.add(fc2.forward(activated(fc1.forward(layerNorm2.forward(h)))));
    }

    private Tensor activated(Tensor x) {
        return switch (activation) {
            case GELU -> torch.gelu(x);
            case QUICK_GELU -> x.mul(torch.sigmoid(x.mul(new Scalar(QUICK_GELU_SLOPE))));
        };
    }
}
