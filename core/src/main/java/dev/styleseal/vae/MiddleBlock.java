package dev.styleseal.vae;

import dev.styleseal.nn.Attention;
import dev.styleseal.nn.GroupNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.ResnetBlock;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The coarsest level: two residual blocks around self-attention over all pixels. */
final class MiddleBlock {
    private final ResnetBlock first;
    private final @Nullable GroupNorm norm; // null without attention
    private final @Nullable Attention attention; // null without attention
    private final ResnetBlock second;

    MiddleBlock(Layers layers, VaeConfig config) {
        int width = config.channels().get(config.channels().size() - 1);
        ResnetBlock.Shape shape = new ResnetBlock.Shape(width, width, config.groups(), Vae.EPS);
        first = ResnetBlock.ofVae(layers.at("resnets.0"), shape);
        Layers at = layers.at("attentions.0");
        norm = config.middleAttention() ? at.groupNorm("group_norm", config.groups(), width, Vae.EPS) : null;
        attention = config.middleAttention() ? Attention.ofVae(at, width) : null;
        second = ResnetBlock.ofVae(layers.at("resnets.1"), shape);
    }

    /** x [B, width, h, w] to the same shape. */
    Tensor forward(Tensor x) {
        Tensor h = first.forward(x);
        if (norm != null && attention != null) {
            Tensor tokens = norm.forward(h).flatten(2, 3).transpose(1, 2); // [B, h x w, width]
            h = h.add(attention.forward(tokens, tokens).transpose(1, 2).reshape(h.sizes()));
        }
        return second.forward(h);
    }
}
