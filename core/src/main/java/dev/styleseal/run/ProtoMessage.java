package dev.styleseal.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A protobuf message while it is put together, field by field (Protocol Buffers, Encoding). */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_FIRST = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtoMessage whole(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    ProtoMessage float64(int field, double value) {
        varint((long) field << 3 | EIGHT_BYTES);
        out.writeBytes(little(Double.BYTES).putDouble(value).array());
        return this;
    }

    ProtoMessage float32(int field, float value) {
        varint((long) field << 3 | FOUR_BYTES);
        out.writeBytes(little(Float.BYTES).putFloat(value).array());
        return this;
    }

    ProtoMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | LENGTH_FIRST);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
