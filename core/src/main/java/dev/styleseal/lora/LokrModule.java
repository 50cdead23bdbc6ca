package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What one layer has learnt as LoKr (KohakuBlueleaf/LyCORIS, {@code modules/lokr.py}): the layer's weight changes by
 * {@code scale()} times the Kronecker product of two matrices. A kernel belongs to the second.
 *
 * @param path as in {@link AdapterModule#path}
 * @param first [out1, in1]
 * @param second [out2, in2 * k * k]; out = out1 * out2, in = in1 * in2
 * @param alpha numerator of the scale; finite
 * @param magnitude lengths of the weight's rows or columns, if it is a DoRA
 * @param ofConvolution whether those are lengths of a weight with a kernel, 1x1 too, which shapes them in files; the
 *     matrices do not tell
 */
public record LokrModule(
        String path,
        Matrix first,
        Matrix second,
        double alpha,
        Optional<DoraMagnitude> magnitude,
        boolean ofConvolution)
        implements AdapterModule {
    public LokrModule {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException(path + ": alpha is " + alpha);
        }
    }

    /** Inner width of the matrix that is a product; nothing if none is. */
    public OptionalInt rank() {
        return second.rank().isPresent() ? second.rank() : first.rank();
    }

    /** What the product is multiplied by: alpha over rank; 1, whatever alpha says, where both matrices are whole. */
    public double scale() {
        return rank().isPresent() ? alpha / rank().getAsInt() : 1;
    }

    /** One without lengths, or with those of a projection. */
    public LokrModule(String path, Matrix first, Matrix second, double alpha, Optional<DoraMagnitude> magnitude) {
        this(path, first, second, alpha, magnitude, false);
    }

    @Override
    public long rows() {
        return (long) first.rows() * second.rows();
    }

    @Override
    public long columns() {
        return (long) first.columns() * second.columns();
    }

    @Override
    public OptionalInt innerRank() {
        return rank();
    }

    @Override
    public OptionalDouble numerator() {
        return OptionalDouble.of(alpha);
    }

    @Override
    public List<HostTensor> tensors() {
        List<HostTensor> tensors = new ArrayList<>(first.tensors());
        tensors.addAll(second.tensors());
        magnitude.ifPresent(lengths -> tensors.add(lengths.values()));
        return tensors;
    }

    @Override
    public LokrModule map(UnaryOperator<HostTensor> change) {
        return new LokrModule(
                path,
                first.map(change),
                second.map(change),
                alpha,
                magnitude.map(lengths -> lengths.map(change)),
                ofConvolution);
    }
}
