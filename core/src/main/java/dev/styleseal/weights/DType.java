package dev.styleseal.weights;

/**
 * How one element of a stored tensor is written, named as in safetensors headers.
 *
 * <p>The order is that of the reference implementation (safetensors, {@code enum Dtype}), which sorts tensors by it.
 */
public enum DType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    F8_E8M0(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    C64(8),
    F64(8),
    I64(8),
    U64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /**
     * The value that remains of {@code value} when it is stored in this type, rounded to nearest, ties to even.
     *
     * @throws IllegalArgumentException when this is none of F32, F16, BF16
     */
    public float round(float value) {
        return switch (this) {
            case F32 -> value;
            case F16 -> HalfFloat.toFloat(HalfFloat.fromFloat(value));
            case BF16 -> BrainFloat.toFloat(BrainFloat.fromFloat(value));
            case BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, I16, U16, I32, U32, C64, F64, I64, U64 ->
                throw new IllegalArgumentException("tensors are written as F32, F16 or BF16, not as " + this);
        };
    }
}
