package dev.styleseal.checkpoint;

import dev.styleseal.weights.TensorEntry;
import java.util.List;

/**
 * How one tensor of diffusers comes out of a file: some rows of a stored tensor under another shape, or the whole of it
 * transposed. The values and their type stay as they are.
 *
 * @param name today's name in diffusers
 * @param entry the stored tensor
 * @param firstRow where it begins in {@code entry}, counted in rows of its first dimension; 0 unless the file joins
 *     several tensors in one (the three projections of OpenCLIP's attention)
 * @param shape what it becomes; as many elements as are taken
 * @param transposed whether rows and columns change places (OpenCLIP's text projection); then {@code entry} is a matrix,
 *     taken whole, and {@code shape} is the shape after that
 */
public record Piece(String name, TensorEntry entry, long firstRow, List<Long> shape, boolean transposed) {
    public Piece {
        shape = List.copyOf(shape);
        if (firstRow < 0 || byteOffset(entry, firstRow) + bytes(entry, shape) > entry.byteLength()) {
            throw new IllegalArgumentException(
                    name + ": " + shape + " from row " + firstRow + " is not within " + entry.name() + entry.shape());
        }
    }

    /** Position of its first byte within {@code entry}. */
    public long byteOffset() {
        return byteOffset(entry, firstRow);
    }

    /** Number of bytes. */
    public long byteLength() {
        return bytes(entry, shape);
    }

    /** {@link #shape} as an array, for callers that need one. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    private static long byteOffset(TensorEntry entry, long firstRow) {
        return firstRow == 0
                ? 0
                : firstRow * (entry.byteLength() / entry.shape().get(0));
    }

    private static long bytes(TensorEntry entry, List<Long> shape) {
        return shape.stream().reduce((long) entry.dtype().bytes(), Math::multiplyExact);
    }
}
