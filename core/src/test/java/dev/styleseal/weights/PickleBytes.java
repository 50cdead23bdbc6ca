package dev.styleseal.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles instruction by instruction, also such as Python never would. */
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleBytes() {
        bytes(0x80, 2);
    }

    PickleBytes op(String opcodes) {
        out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes bytes(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    PickleBytes int4(long value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array());
        return this;
    }

    PickleBytes int8(long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op("X").int4(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    PickleBytes whole(long value) {
        return bytes(0x8a, 8).int8(value);
    }

    PickleBytes global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    PickleBytes tuple(long... values) {
        op("(");
        for (long value : values) {
            whole(value);
        }
        return op("t");
    }

    PickleBytes storage(String type, String key, long elements) {
        return op("(").text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .whole(elements)
                .op("tQ");
    }

    /** A tensor over a FloatStorage. */
    PickleBytes tensor(String key, long elements, long offset, long[] shape, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op("(")
                .storage("FloatStorage", key, elements)
                .whole(offset)
                .tuple(shape)
                .tuple(strides)
                .bytes(0x89)
                .global("collections", "OrderedDict")
                .op(")RtR");
    }

    /** With the end of a pickle. */
    byte[] stop() {
        op(".");
        return out.toByteArray();
    }

    /** {"a": this tensor} */
    static byte[] of(String key, long elements, long offset, long[] shape, long[] strides) {
        return new PickleBytes()
                .op("}")
                .text("a")
                .tensor(key, elements, offset, shape, strides)
                .op("s")
                .stop();
    }
}
