package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;

/**
 * The update of one projection, as files hold it. Immutable, free of libtorch.
 *
 * @param path component and dotted name of the projection, such as
 *     {@code unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q}
 * @param down A: [rank, in], or [rank, in, 1, 1] for a projection stored as a 1x1 convolution
 * @param up B: [out, rank], or [out, rank, 1, 1]
 * @param alpha numerator of the scale alpha / rank
 */
public record LoraModule(String path, HostTensor down, HostTensor up, double alpha) {
    public LoraModule {
        if (down.sizes().length < 2
                || down.sizes().length != up.sizes().length
                || down.sizes()[0] != up.sizes()[1]
                || !Double.isFinite(alpha)) {
            throw new IllegalArgumentException(
                    path + ": down " + down.shape() + ", up " + up.shape() + ", alpha " + alpha);
        }
    }

    /** Inner width of the update. */
    public int rank() {
        return Math.toIntExact(down.sizes()[0]);
    }

    /** Factor of the update: alpha / rank. */
    public double scale() {
        return alpha / rank();
    }
}
