package dev.styleseal.checkpoint;

import dev.styleseal.error.CorruptFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names and shapes of a component's tensors, from which its architecture is read.
 *
 * @param file where they lie, for messages
 * @param sizes shapes by today's names of diffusers
 */
record Shapes(Path file, SortedMap<String, List<Long>> sizes) {
    /** No width of a network is larger; protects sums and products from what a hostile header says. */
    private static final long LARGEST = 1 << 24;

    Shapes {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    static Shapes of(Path file, Map<String, Piece> pieces) {
        SortedMap<String, List<Long>> sizes = new TreeMap<>();
        pieces.forEach((name, piece) -> sizes.put(name, piece.shape()));
        return new Shapes(file, sizes);
    }

    /** Whether there is a tensor whose name begins so. */
    boolean has(String prefix) {
        SortedMap<String, List<Long>> from = sizes.tailMap(prefix);
        return !from.isEmpty() && from.firstKey().startsWith(prefix);
    }

    /** How many blocks there are: indices from 0 on, each between {@code before} and a dot. */
    int count(String before) {
        int count = 0;
        while (has(before + count + ".")) {
            count++;
        }
        return count;
    }

    /** One size of a tensor. */
    int size(String name, int dimension) {
        List<Long> shape = shape(name);
        if (shape.size() <= dimension || shape.get(dimension) < 1 || shape.get(dimension) > LARGEST) {
            throw new CorruptFile(
                    "Cannot read {0}: tensor {1} has the shape {2}, which no network of Stable Diffusion has. Expected at "
                            + "least {3} sizes from 1 to {4}. Fetch the file again.",
                    file, name, shape, dimension + 1, LARGEST);
        }
        return shape.get(dimension).intValue();
    }

    /** The shape of a tensor. */
    List<Long> shape(String name) {
        List<Long> shape = sizes.get(name);
        if (shape == null) {
            throw new CorruptFile(
                    "Cannot read {0}: the tensor that diffusers calls {1} is missing. Expected a whole network. Fetch the "
                            + "file again; it is cut, or made by a program that loses tensors.",
                    file, name);
        }
        return shape;
    }
}
