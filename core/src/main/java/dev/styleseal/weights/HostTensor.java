package dev.styleseal.weights;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A float32 tensor on the Java heap, rows last (C order).
 *
 * <p>The values are not copied, tensors being large: whoever makes one gives the array away, and whoever reads one leaves
 * it as it is. Kept so, it may be shared between threads. Two are equal when their shapes and the bits of all values are.
 *
 * @param shape sizes, outermost first, none negative; empty for a single number
 * @param values as many as the product of the sizes
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
public record HostTensor(List<Long> shape, float[] values) {
    public HostTensor {
        shape = List.copyOf(shape);
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + shape);
            }
            elements = Math.multiplyExact(elements, size);
        }
        if (elements != values.length) {
            throw new IllegalArgumentException("shape " + shape + " does not fit " + values.length + " values");
        }
    }

    /** A tensor of {@code sizes}; none for a single number. */
    public static HostTensor of(float[] values, long... sizes) {
        return new HostTensor(Arrays.stream(sizes).boxed().toList(), values);
    }

    /** {@link #shape} as an array, for callers that need one. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Index of the first value that is NaN or infinite. */
    public OptionalInt firstNotFinite() {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostTensor that && shape.equals(that.shape) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "HostTensor" + shape;
    }
}
