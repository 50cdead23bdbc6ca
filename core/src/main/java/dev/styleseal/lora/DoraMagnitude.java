package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.function.UnaryOperator;

/**
 * The learnt lengths of a layer's weight, apart from its direction (Liu et al. 2024, "DoRA", section 4): W' = m (W +
 * dW) / |W + dW|.
 *
 * @param values one length a channel, [n]
 * @param axis which channels
 */
public record DoraMagnitude(HostTensor values, Axis axis) {
    /** Which channels have a length each. */
    public enum Axis {
        /** Those of the output, as peft and newer LyCORIS have it: the length of each row of the weight. */
        OUTPUT,
        /** Those of the input, as the paper and older LyCORIS have it: the length of each column. */
        INPUT
    }

    /** The same with other values; {@code change} keeps the shape. */
    DoraMagnitude map(UnaryOperator<HostTensor> change) {
        return new DoraMagnitude(change.apply(values), axis);
    }

    public DoraMagnitude {
        if (values.shape().size() != 1) {
            throw new IllegalArgumentException("magnitude has shape " + values.shape() + ", not one number a channel");
        }
    }
}
