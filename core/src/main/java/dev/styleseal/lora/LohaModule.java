package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What one layer has learnt as LoHa (Hyeon-Woo et al. 2022, FedPara; KohakuBlueleaf/LyCORIS, {@code modules/loha.py}):
 * the layer's weight changes by {@code scale() * (first .* second)}, the elementwise product of two products of thin
 * matrices, which have the weight's rows and, kernel included, its columns.
 *
 * @param path as in {@link AdapterModule#path}
 * @param first [out, rank] times [rank, in * k * k]
 * @param second of the same rows, columns and rank
 * @param alpha numerator of the scale; finite
 * @param magnitude lengths of the weight's rows or columns, if it is a DoRA
 * @param ofConvolution whether those are lengths of a weight with a kernel, 1x1 too, which shapes them in files; the
 *     matrices do not tell
 */
public record LohaModule(
        String path,
        Matrix.Product first,
        Matrix.Product second,
        double alpha,
        Optional<DoraMagnitude> magnitude,
        boolean ofConvolution)
        implements AdapterModule {
    public LohaModule {
        if (first.rows() != second.rows() || first.columns() != second.columns() || !Double.isFinite(alpha)) {
            throw new IllegalArgumentException(path + ": two matrices of one shape and a finite alpha are needed");
        }
    }

    /** Inner width. */
    public int rank() {
        return first.rank().orElseThrow();
    }

    /** What the product is multiplied by: alpha over rank. */
    public double scale() {
        return alpha / rank();
    }

    /** One without lengths, or with those of a projection. */
    public LohaModule(
            String path, Matrix.Product first, Matrix.Product second, double alpha, Optional<DoraMagnitude> magnitude) {
        this(path, first, second, alpha, magnitude, false);
    }

    @Override
    public long rows() {
        return first.rows();
    }

    @Override
    public long columns() {
        return first.columns();
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
        List<HostTensor> tensors = new ArrayList<>(first.tensors());
        tensors.addAll(second.tensors());
        magnitude.ifPresent(lengths -> tensors.add(lengths.values()));
        return tensors;
    }

    @Override
    public LohaModule map(UnaryOperator<HostTensor> change) {
        return new LohaModule(
                path,
                first.map(change),
                second.map(change),
                alpha,
                magnitude.map(lengths -> lengths.map(change)),
                ofConvolution);
    }
}
