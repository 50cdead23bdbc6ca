package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * What a norm does once its input is normalised, apart from it only while adapters join: y = w x + bias, channel by
 * channel. Kernels that do both at once know no third summand.
 *
 * @param weight [channels]
 * @param bias [channels]
 * @param broadcast sizes that lay one value a channel over x
 */
record NormScale(Tensor weight, TensorOptional bias, Broadcast broadcast) implements FrozenLayer {
    /** Where the channels are. */
    enum Broadcast {
        /** x [B, channels, H, W]. */
        PIXELS,
        /** x [.., channels]. */
        TOKENS
    }

    @Override
    public FrozenLayer with(Tensor other) {
        throw new IllegalStateException("a norm keeps its scale");
    }

    @Override
    public Tensor forward(Tensor x) {
        return apply(weight, x).add(perChannel(bias.get()));
    }

    @Override
    public Tensor apply(Tensor other, Tensor x) {
        return x.mul(perChannel(other));
    }

    @Override
    public Tensor mixed(Tensor matrix, Tensor hidden) {
        throw new IllegalStateException("a norm mixes no channels");
    }

    @Override
    public Tensor addMixed(Tensor y, Tensor matrix, Tensor hidden, double scale) {
        throw new IllegalStateException("a norm mixes no channels");
    }

    @Override
    public Tensor perChannel(Tensor values) {
        return switch (broadcast) {
            case PIXELS -> values.view(1, -1, 1, 1);
            case TOKENS -> values;
        };
    }
}
