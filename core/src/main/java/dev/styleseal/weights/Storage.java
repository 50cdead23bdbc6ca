package dev.styleseal.weights;

/**
 * A piece of memory in a pickle's file, of which tensors are views.
 *
 * @param dtype of its elements; U8 where each tensor has its own
 * @param offset position of its first byte in the file
 * @param byteCount its length
 */
record Storage(DType dtype, long offset, long byteCount) {
    long elements() {
        return byteCount / dtype.bytes();
    }
}
