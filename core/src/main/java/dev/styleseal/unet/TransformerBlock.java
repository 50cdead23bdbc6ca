package dev.styleseal.unet;

import dev.styleseal.nn.Attention;
import dev.styleseal.nn.LayerNorm;
import dev.styleseal.nn.Layers;
import org.bytedeco.pytorch.Tensor;

/** Self-attention, attention to the text, feed-forward; each added to what came in. */
final class TransformerBlock {
    private static final double EPS = 1e-5;

    private final LayerNorm norm1;
    private final Attention self;
    private final LayerNorm norm2;
    private final Attention cross;
    private final LayerNorm norm3;
    private final FeedForward feedForward;

    TransformerBlock(Layers layers, int width, int contextWidth, int heads) {
        norm1 = layers.layerNorm("norm1", width, EPS);
        self = Attention.ofUNet(layers.at("attn1"), width, width, heads);
        norm2 = layers.layerNorm("norm2", width, EPS);
        cross = Attention.ofUNet(layers.at("attn2"), width, contextWidth, heads);
        norm3 = layers.layerNorm("norm3", width, EPS);
        feedForward = new FeedForward(layers.at("ff"), width);
    }

    /** x [B or 1, T, width] and context [B, S, contextWidth] to [B, T, width]. */
    Tensor forward(Tensor x, Tensor context) {
        Tensor normed = norm1.forward(x);
        Tensor h = x.add(self.forward(normed, normed));
        h = h.add(cross.forward(norm2.forward(h), context));
        return h.add(feedForward.forward(norm3.forward(h)));
    }
}
