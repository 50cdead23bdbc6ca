package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A layer as the base has it, y = W x + bias, and what adapters need to know of it: how a weight of its kind acts.
 *
 * <p>Either a projection of tokens, x [N, in], W [out, in], or a convolution of pixels, x [B, in, H, W], W [out, in, k,
 * k], or the scale of a norm, whose x is normalised, W [channels]. Never written to.
 */
public sealed interface FrozenLayer permits DenseLinear, DenseConv2d, NormScale {
    /** W, the base's own tensor. */
    Tensor weight();

    /** [out], or none. */
    TensorOptional bias();

    /** The same layer with a float32 weight of the same shape; a norm cannot have another. */
    FrozenLayer with(Tensor other);

    /** W x + bias. */
    Tensor forward(Tensor x);

    /**
     * Another weight in the place of W, without the bias; convolutions keep stride and padding.
     *
     * @param other [n, in] or [n, in, k, k]; for a norm [channels]
     * @return [N, n] or [B, n, H', W']; for a norm as x
     */
    Tensor apply(Tensor other, Tensor x);

    /**
     * Mixes channels, which a norm cannot.
     *
     * @param matrix [out, n] or [out, n, 1, 1]
     * @param hidden [N, n] or [B, n, H', W']
     * @return [N, out] or [B, out, H', W']
     */
    Tensor mixed(Tensor matrix, Tensor hidden);

    /** y + scale x {@link #mixed}, written over y. */
    Tensor addMixed(Tensor y, Tensor matrix, Tensor hidden, double scale);

    /** One value a channel, [c], in the shape that multiplies x (c = in) or y (c = out). */
    Tensor perChannel(Tensor values);

    /** A tensor on the device of W, of its own type, in the scope open at the call. */
    default Tensor enter(Tensor tensor) {
        return tensor.to(weight().device(), tensor.scalar_type());
    }

    /** What {@link #forward} gave, without the bias. */
    default Tensor withoutBias(Tensor y) {
        return bias().has_value() ? y.sub(perChannel(bias().get())) : y;
    }
}
