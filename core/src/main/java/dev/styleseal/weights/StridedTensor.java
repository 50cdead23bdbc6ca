package dev.styleseal.weights;

import java.util.List;

/**
 * A view of a storage.
 *
 * @param entry its name, type and shape; the offset is that of its first element
 * @param strides steps between neighbours of each dimension, in elements
 */
record StridedTensor(TensorEntry entry, List<Long> strides) {
    StridedTensor {
        strides = List.copyOf(strides);
    }

    /** Whether its elements follow each other in the file; dimensions of one element have no say, as in torch. */
    boolean isContiguous() {
        long expected = 1;
        for (int i = strides.size() - 1; i >= 0; i--) {
            long size = entry.shape().get(i);
            if (size != 1 && strides.get(i) != expected) {
                return entry.byteLength() == 0;
            }
            expected *= size;
        }
        return true;
    }

    /** Bytes from its first element to behind its last one. */
    long spanBytes() {
        if (entry.byteLength() == 0) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < strides.size(); i++) {
            last += (entry.shape().get(i) - 1) * strides.get(i);
        }
        return (last + 1) * entry.dtype().bytes();
    }
}
