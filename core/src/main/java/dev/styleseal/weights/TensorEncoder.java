package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a tensor in pieces of bounded size, little-endian, rounded to nearest with ties to even. */
final class TensorEncoder {
    private static final int CHUNK_ELEMENTS = 1 << 18;

    private final float[] values;
    private final DType type;
    private final ByteBuffer chunk;
    private int done = 0;

    TensorEncoder(HostTensor tensor, DType type) {
        this.values = tensor.values();
        this.type = type;
        this.chunk = ByteBuffer.allocate(Math.min(values.length, CHUNK_ELEMENTS) * type.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Refuses what would not come back as a number. */
    static void check(String name, HostTensor tensor, DType type) {
        float[] values = tensor.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadInput(
                        "Cannot write tensor {0}: element {1} is {2}. Expected finite numbers. Nothing was written. Train "
                                + "again with a lower learning rate, or use an earlier checkpoint.",
                        name, i, values[i]);
            }
            if (!Float.isFinite(type.round(values[i]))) {
                throw new BadInput(
                        "Cannot write tensor {0} as {1}: element {2} is {3}, which is too large for that type. Nothing was "
                                + "written. Write it as F32.",
                        name, type, i, values[i]);
            }
        }
    }

    boolean hasNext() {
        return done < values.length;
    }

    /** The next piece; valid until the next call. */
    ByteBuffer next() {
        chunk.clear();
        int end = Math.min(values.length, done + CHUNK_ELEMENTS);
        for (; done < end; done++) {
            switch (type) {
                case F16 -> chunk.putShort(HalfFloat.fromFloat(values[done]));
                case BF16 -> chunk.putShort(BrainFloat.fromFloat(values[done]));
                default -> chunk.putFloat(values[done]);
            }
        }
        return chunk.flip();
    }
}
