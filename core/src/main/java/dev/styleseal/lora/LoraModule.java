package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one layer of the base has learnt, as plain numbers: the layer's weight changes by {@code scale() * up * down} (Hu
 * et al. 2021, LoRA, section 4.1; there down is A and up is B), and is then brought to the lengths of {@code magnitude}
 * where there are some.
 *
 * @param path as in {@link AdapterModule#path}
 * @param down [rank, inputs], or [rank, inputs, k, k] for a convolution
 * @param up [outputs, rank], or [outputs, rank, 1, 1] for a convolution
 * @param alpha numerator of the scale; finite
 * @param magnitude lengths of the weight's rows or columns, if it is a DoRA
 */
public record LoraModule(String path, HostTensor down, HostTensor up, double alpha, Optional<DoraMagnitude> magnitude)
        implements AdapterModule {
    public LoraModule {
        if (!isPair(down.shape(), up.shape())) {
            throw new IllegalArgumentException(
                    path + ": down " + down.shape() + " and up " + up.shape() + " are no pair");
        }
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException(path + ": alpha is " + alpha);
        }
        magnitude.ifPresent(lengths -> {
            long channels = switch (lengths.axis()) {
                case OUTPUT -> up.shape().get(0);
                case INPUT -> down.shape().get(1);
            };
            if (lengths.values().values().length != channels) {
                throw new IllegalArgumentException(
                        path + ": magnitude " + lengths.values().shape() + " does not fit");
            }
        });
    }

    /** Plain LoRA. */
    public LoraModule(String path, HostTensor down, HostTensor up, double alpha) {
        this(path, down, up, alpha, Optional.empty());
    }

    /** Whether tensors of these shapes are down and up of one layer. */
    public static boolean isPair(List<Long> down, List<Long> up) {
        boolean linear = down.size() == 2 && up.size() == 2;
        boolean convolution = down.size() == 4
                && up.size() == 4
                && down.get(2).equals(down.get(3))
                && up.get(2) == 1
                && up.get(3) == 1;
        return (linear || convolution) && down.get(0) > 0 && down.get(0).equals(up.get(1));
    }

    /** Number of rows of down and columns of up. */
    public int rank() {
        return Math.toIntExact(down.shape().get(0));
    }

    /** Channels of the layer's input. */
    public int inputs() {
        return Math.toIntExact(down.shape().get(1));
    }

    /** Channels of the layer's output. */
    public int outputs() {
        return Math.toIntExact(up.shape().get(0));
    }

    /** What the product of up and down is multiplied by: alpha over rank. */
    public double scale() {
        return alpha / rank();
    }

    /** Whether the layer is a convolution and not a linear layer. */
    public boolean convolution() {
        return down.shape().size() == 4;
    }

    @Override
    public long rows() {
        return outputs();
    }

    @Override
    public long columns() {
        return down.values().length / rank();
    }

    @Override
    public OptionalInt innerRank() {
        return OptionalInt.of(rank());
    }

    @Override
    public OptionalDouble numerator() {
        return OptionalDouble.of(alpha);
    }

    @Override
    public List<HostTensor> tensors() {
        return Stream.concat(Stream.of(down, up), magnitude.stream().map(DoraMagnitude::values))
                .toList();
    }

    @Override
    public LoraModule map(UnaryOperator<HostTensor> change) {
        return new LoraModule(
                path, change.apply(down), change.apply(up), alpha, magnitude.map(lengths -> lengths.map(change)));
    }
}
