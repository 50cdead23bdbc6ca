package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A product of two thin matrices in a file, or of two with the core of a Tucker decomposition between them, in which the
 * first is stored turned over. Its shapes have been checked, its values not yet read.
 */
record Factor(LayerTensors layer, Part a, Part b, Optional<Part> core, long rows, long rank, long columns) {
    /** A checked one; nothing, and a note, if it is incomplete or does not multiply. */
    static Optional<Factor> of(LayerTensors layer, Part a, Part b, Optional<Part> core) {
        List<Part> needed = new ArrayList<>(List.of(a, b));
        core.ifPresent(needed::add);
        List<Part> missing = needed.stream().filter(part -> !layer.has(part)).toList();
        if (!missing.isEmpty()) {
            Part there = layer.present().iterator().next();
            layer.problem(
                    "{0} is there without {1}",
                    layer.name(there),
                    String.join(", ", missing.stream().map(Part::text).toList()));
            return Optional.empty();
        }
        List<Long> left = layer.shape(a);
        List<Long> right = layer.shape(b);
        boolean matrices = left.size() == 2 && right.size() >= 2 && !left.contains(0L) && !right.contains(0L);
        if (matrices && core.isEmpty() && left.get(1).equals(right.get(0))) {
            return Optional.of(new Factor(layer, a, b, core, left.get(0), left.get(1), behindFirst(right)));
        }
        if (matrices && core.isPresent()) {
            List<Long> middle = layer.shape(core.get());
            long rank = right.get(0);
            // One rank, as LyCORIS has it; with two, alpha would be divided by one here and by the other elsewhere.
            boolean fits = right.size() == 2 && left.get(0) == rank && TuckerCore.fits(middle, rank, rank);
            if (fits && TuckerCore.isBounded(middle, right.get(1))) {
                long columns = right.get(1) * middle.get(2) * middle.get(3);
                return Optional.of(new Factor(layer, a, b, core, left.get(1), rank, columns));
            }
        }
        layer.problem(
                "{0} and {1}{2} do not multiply",
                layer.named(a),
                layer.named(b),
                core.<Object>map(part -> " (" + part.text() + " " + layer.shape(part) + ")")
                        .orElse(""));
        return Optional.empty();
    }

    private static long behindFirst(List<Long> shape) {
        return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    /** The product; a core becomes part of its second factor. */
    Matrix.Product read() {
        HostTensor left = layer.floats(a);
        HostTensor right = layer.floats(b);
        if (core.isPresent()) {
            HostTensor inner = TuckerCore.times(layer.floats(core.get()), right);
            return new Matrix.Product(TuckerCore.transposed(left), HostTensor.of(inner.values(), rank, columns));
        }
        return new Matrix.Product(left, HostTensor.of(right.values(), rank, columns));
    }
}
