package dev.styleseal.weights;

import java.util.List;

/**
 * Where a tensor lies in its file.
 *
 * @param name its key in the header
 * @param dtype how its elements are written, little-endian
 * @param shape sizes, outermost first; empty for a single number
 * @param offset position of its first byte in the file
 * @param byteLength number of bytes, elements times {@code dtype.bytes()}
 */
public record TensorEntry(String name, DType dtype, List<Long> shape, long offset, long byteLength) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long elements() {
        return byteLength / dtype.bytes();
    }

    /** {@link #shape} as an array, for callers that need one. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
