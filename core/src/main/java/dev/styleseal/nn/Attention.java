package dev.styleseal.nn;

import dev.styleseal.tensor.Placement;
import org.bytedeco.pytorch.Tensor;

/** Multi-head scaled dot-product attention (Vaswani et al. 2017, section 3.2) between two sets of tokens. */
public final class Attention {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final int heads;
    private final boolean causal;
    private final Mixing mixing;

    private Attention(Linear query, Linear key, Linear value, Linear out, int heads, boolean causal, Mixing mixing) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.out = out;
        this.heads = heads;
        this.causal = causal;
        this.mixing = mixing;
    }

    /** The UNet's: projections without bias, context of its own width. */
    public static Attention ofUNet(Layers layers, int width, int contextWidth, int heads) {
        return new Attention(
                layers.linearWithoutBias("to_q", width, width),
                layers.linearWithoutBias("to_k", contextWidth, width),
                layers.linearWithoutBias("to_v", contextWidth, width),
                layers.linear("to_out.0", width, width),
                heads,
                false,
                new Mixing(layers.placement()));
    }

    /** The VAE's: one head, projections with bias. */
    public static Attention ofVae(Layers layers, int width) {
        return new Attention(
                layers.linear("to_q", width, width),
                layers.linear("to_k", width, width),
                layers.linear("to_v", width, width),
                layers.linear("to_out.0", width, width),
                1,
                false,
                new Mixing(layers.placement()));
    }

    /** CLIP's: each token sees itself and those before it. */
    public static Attention ofClip(Layers layers, int width, int heads) {
        return new Attention(
                layers.linear("q_proj", width, width),
                layers.linear("k_proj", width, width),
                layers.linear("v_proj", width, width),
                layers.linear("out_proj", width, width),
                heads,
                true,
                new Mixing(layers.placement()));
    }

    /** x [B or 1, T, width] attends to context [B, S, contextWidth]; the result is [B, T, width]. */
    public Tensor forward(Tensor x, Tensor context) {
        Tensor q = spread(split(query.forward(x)), context.size(0));
        Tensor k = split(key.forward(context));
        Tensor v = split(value.forward(context));
        Tensor mixed = mixing.of(q, k, v, causal); // [B, heads, T, d]
        return out.forward(mixed.transpose(1, 2).reshape(q.size(0), x.size(1), -1));
    }

    /** The mixing alone, by the plan of {@code placement}: q [B, heads, T, d], keys, which are the values too, [B, heads, S, d]. */
    public static Tensor core(Placement placement, Tensor q, Tensor keys) {
        return new Mixing(placement).of(q, keys, keys, false);
    }

    /** One for each of a batch; the same memory. */
    private static Tensor spread(Tensor one, long batch) {
        return one.size(0) == batch ? one : one.expand(batch, -1, -1, -1);
    }

    /** [B, T, heads x d] to [B, heads, T, d]. */
    private Tensor split(Tensor x) {
        return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2);
    }
}
