package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.Matrix;
import java.util.List;
import java.util.Optional;

/** One side of a LoKr in a file, whole or as factors. Its shapes have been checked, its values not yet read. */
record KroneckerPart(LayerTensors layer, Part whole, Optional<Factor> factor) {
    /**
     * A checked one; nothing, and a note, if it is incomplete, there twice or no matrix.
     *
     * @param core what a Tucker core is called, if this side can have one
     */
    static Optional<KroneckerPart> of(LayerTensors layer, Part whole, Part a, Part b, Optional<Part> core) {
        Optional<Part> there = core.filter(layer::has);
        if (!layer.has(whole)) {
            return Factor.of(layer, a, b, there).map(factor -> new KroneckerPart(layer, whole, Optional.of(factor)));
        }
        if (layer.has(a) || layer.has(b) || there.isPresent()) {
            layer.problem("{0} is there whole and in factors; programs would disagree about it", layer.name(whole));
            return Optional.empty();
        }
        List<Long> shape = layer.shape(whole);
        boolean square = shape.size() == 4 && core.isPresent() && shape.get(2).equals(shape.get(3));
        if (shape.contains(0L) || !(shape.size() == 2 || square)) {
            layer.problem("{0} has a shape that no weight has", layer.named(whole));
            return Optional.empty();
        }
        return Optional.of(new KroneckerPart(layer, whole, Optional.empty()));
    }

    long rows() {
        return factor.map(Factor::rows).orElseGet(() -> layer.shape(whole).get(0));
    }

    long columns() {
        return factor.map(Factor::columns)
                .orElseGet(() -> layer.shape(whole).stream().skip(1).reduce(1L, Math::multiplyExact));
    }

    Matrix read() {
        return factor.<Matrix>map(Factor::read).orElseGet(() -> new Matrix.Whole(layer.floats(whole)));
    }
}
