package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Reads the kinds of layer that KohakuBlueleaf/LyCORIS has besides LoRA ({@code lycoris/modules}). */
final class LyCorisReader {
    /** Sides of the kernels that convolutions have: all are odd and small. */
    private static final long LARGEST_KERNEL = 7;

    private LyCorisReader() {}

    static Optional<AdapterModule> loha(LayerTensors layer) {
        boolean tucker = layer.has(Part.HADA_T1) || layer.has(Part.HADA_T2);
        Optional<Factor> first =
                Factor.of(layer, Part.HADA_W1_A, Part.HADA_W1_B, tucker ? Optional.of(Part.HADA_T1) : Optional.empty());
        Optional<Factor> second =
                Factor.of(layer, Part.HADA_W2_A, Part.HADA_W2_B, tucker ? Optional.of(Part.HADA_T2) : Optional.empty());
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        long rows = first.get().rows();
        long columns = first.get().columns();
        if (rows != second.get().rows() || columns != second.get().columns()) {
            layer.problem(
                    "{0} and {1} make a matrix of {2} x {3}, {4} and {5} one of {6} x {7}; they should be alike",
                    layer.named(Part.HADA_W1_A),
                    layer.named(Part.HADA_W1_B),
                    rows,
                    columns,
                    layer.named(Part.HADA_W2_A),
                    layer.named(Part.HADA_W2_B),
                    second.get().rows(),
                    second.get().columns());
            return Optional.empty();
        }
        if (!isBounded(layer, rows, columns)) {
            return Optional.empty();
        }
        double alpha = layer.alpha(Math.toIntExact(first.get().rank()), Optional.empty());
        Optional<DoraMagnitude> magnitude = magnitude(layer, rows, columns);
        Matrix.Product a = first.get().read();
        Matrix.Product b = second.get().read();
        return layer.problems().isEmpty()
                ? Optional.of(new LohaModule(layer.path(), a, b, alpha, magnitude, ofConvolution(layer)))
                : Optional.empty();
    }

    static Optional<AdapterModule> lokr(LayerTensors layer) {
        Optional<KroneckerPart> first =
                KroneckerPart.of(layer, Part.LOKR_W1, Part.LOKR_W1_A, Part.LOKR_W1_B, Optional.empty());
        Optional<KroneckerPart> second =
                KroneckerPart.of(layer, Part.LOKR_W2, Part.LOKR_W2_A, Part.LOKR_W2_B, Optional.of(Part.LOKR_T2));
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        // Each is a size of a tensor in the file or smaller than that, so that neither product can overflow.
        long rows = first.get().rows() * second.get().rows();
        long columns = first.get().columns() * second.get().columns();
        if (!isBounded(layer, rows, columns)) {
            return Optional.empty();
        }
        Matrix a = first.get().read();
        Matrix b = second.get().read();
        int rank = b.rank().orElse(a.rank().orElse(1));
        double alpha = layer.alpha(rank, Optional.empty());
        Optional<DoraMagnitude> magnitude = magnitude(layer, rows, columns);
        return layer.problems().isEmpty()
                ? Optional.of(new LokrModule(layer.path(), a, b, alpha, magnitude, ofConvolution(layer)))
                : Optional.empty();
    }

    /** A difference of weight, bias or both; {@code weight} and {@code bias} are what they are called. */
    static Optional<AdapterModule> full(LayerTensors layer, Part weight, Part bias) {
        for (Part stray : List.of(Part.ALPHA, Part.DORA_SCALE, Part.MAGNITUDE)) {
            if (layer.has(stray)) {
                layer.problem("{0} means nothing beside a full difference", layer.name(stray));
            }
        }
        List<Long> shape = layer.shape(weight);
        boolean norm = weight == Part.W_NORM;
        boolean weightFits = !layer.has(weight)
                || shape.size() == 1
                || (!norm
                        && (shape.size() == 2
                                || (shape.size() == 4 && shape.get(2).equals(shape.get(3)))));
        if (!weightFits || shape.contains(0L)) {
            layer.problem("{0} has a shape that no weight has", layer.named(weight));
        }
        List<Long> shift = layer.shape(bias);
        if (layer.has(bias)
                && (shift.size() != 1
                        || shift.get(0) == 0
                        || (!shape.isEmpty() && !shape.get(0).equals(shift.get(0))))) {
            layer.problem("{0} is no bias of a layer whose weight is {1}", layer.named(bias), shape);
        }
        if (!layer.problems().isEmpty()) {
            return Optional.empty();
        }
        Optional<HostTensor> weights = layer.has(weight) ? Optional.of(layer.floats(weight)) : Optional.empty();
        Optional<HostTensor> shifts = layer.has(bias) ? Optional.of(layer.floats(bias)) : Optional.empty();
        return layer.problems().isEmpty()
                ? Optional.of(new FullModule(layer.path(), weights, shifts))
                : Optional.empty();
    }

    private static boolean isBounded(LayerTensors layer, long rows, long columns) {
        if (rows > LayerReader.LARGEST_WEIGHT / columns) {
            layer.problem(
                    "the tensors of {0} make a weight of {1} x {2} values, more than any layer of Stable Diffusion has",
                    layer.path(), rows, columns);
            return false;
        }
        return true;
    }

    /** Columns hold a kernel of unknown size; lengths of inputs tell it. */
    private static Optional<DoraMagnitude> magnitude(LayerTensors layer, long rows, long columns) {
        LongPredicate inputs = channels ->
                LongStream.rangeClosed(1, LARGEST_KERNEL).anyMatch(side -> channels * side * side == columns);
        return layer.magnitude(rows, inputs, columns);
    }

    private static boolean ofConvolution(LayerTensors layer) {
        return layer.shape(Part.DORA_SCALE).size() > 2;
    }
}
