package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Turns stored elements into float32. */
@FunctionalInterface
interface TensorDecoder {
    /** What the largest Java array holds on every JVM. */
    int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    /** The next element of a little-endian buffer. */
    float next(ByteBuffer source);

    /** The decoder for a tensor's type. */
    static TensorDecoder of(Path file, TensorEntry entry) {
        if (entry.elements() > MAX_ELEMENTS) {
            throw new BadInput(
                    "Cannot read {0}: tensor {1} has {2} elements. Expected at most {3}. Use a model with smaller tensors.",
                    file, entry.name(), entry.elements(), MAX_ELEMENTS);
        }
        return switch (entry.dtype()) {
            case F32 -> ByteBuffer::getFloat;
            case F16 -> source -> HalfFloat.toFloat(source.getShort());
            case BF16 -> source -> BrainFloat.toFloat(source.getShort());
            case F64 -> source -> (float) source.getDouble();
            case I64 -> ByteBuffer::getLong;
            case I32 -> ByteBuffer::getInt;
            case I16 -> ByteBuffer::getShort;
            case I8 -> ByteBuffer::get;
            case U8, BOOL -> source -> source.get() & 0xff;
            case U16 -> source -> source.getShort() & 0xffff;
            case U32 -> source -> source.getInt() & 0xffffffffL;
            case F8_E5M2, F8_E4M3, F8_E8M0, C64, U64 ->
                throw new BadInput(
                        "Cannot read {0}: tensor {1} is stored as {2}. Expected F32, F16, BF16, F64 or whole numbers. Convert "
                                + "the file to F16 where it was made.",
                        file, entry.name(), entry.dtype());
        };
    }

    /** All remaining elements of {@code source} into {@code target} from {@code at} on. */
    default void decode(ByteBuffer source, float[] target, int at) {
        int i = at;
        while (source.hasRemaining()) {
            target[i++] = next(source);
        }
    }
}
