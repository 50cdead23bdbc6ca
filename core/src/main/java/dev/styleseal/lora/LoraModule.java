package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;

/**
 * What one layer of the base has learnt, as plain numbers: the layer's weight changes by {@code scale() * up * down} (Hu
 * et al. 2021, LoRA, section 4.1; there down is A and up is B).
 *
 * @param path the layer: component, dot, name in a diffusers model, such as {@code
 *     unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q} or {@code
 *     text_encoder.text_model.encoder.layers.0.self_attn.q_proj}
 * @param down [rank, inputs], or [rank, inputs, 1, 1] for a 1x1 convolution
 * @param up [outputs, rank], or [outputs, rank, 1, 1] for a 1x1 convolution
 * @param alpha numerator of the scale; finite
 */
public record LoraModule(String path, HostTensor down, HostTensor up, double alpha) {
    public LoraModule {
        List<Long> a = down.shape();
        List<Long> b = up.shape();
        boolean linear = a.size() == 2 && b.size() == 2;
        boolean pointwise = a.size() == 4 && b.size() == 4 && ones(a) && ones(b);
        if (!(linear || pointwise) || a.get(0) < 1 || !a.get(0).equals(b.get(1))) {
            throw new IllegalArgumentException(path + ": down " + a + " and up " + b + " are no pair");
        }
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException(path + ": alpha is " + alpha);
        }
    }

    private static boolean ones(List<Long> shape) {
        return shape.get(2) == 1 && shape.get(3) == 1;
    }

    /** Number of rows of down and columns of up. */
    public int rank() {
        return Math.toIntExact(down.shape().get(0));
    }

    /** Width of the layer's input. */
    public int inputs() {
        return Math.toIntExact(down.shape().get(1));
    }

    /** Width of the layer's output. */
    public int outputs() {
        return Math.toIntExact(up.shape().get(0));
    }

    /** What the product of up and down is multiplied by: alpha over rank. */
    public double scale() {
        return alpha / rank();
    }

    /** Whether the layer is a 1x1 convolution and not a linear layer. */
    public boolean pointwise() {
        return down.shape().size() == 4;
    }

    /** Number of learnt values. */
    public long parameters() {
        return (long) down.values().length + up.values().length;
    }
}
