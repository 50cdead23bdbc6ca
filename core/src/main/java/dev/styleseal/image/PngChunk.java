package dev.styleseal.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * One chunk of a PNG (PNG specification, third edition, section 5.3).
 *
 * @param type four letters
 * @param data the content, big-endian; only read at absolute positions
 */
record PngChunk(String type, ByteBuffer data) {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private static final int AROUND_DATA = 12; // length, type, checksum

    static PngChunk of(String type, byte[] data) {
        return new PngChunk(type, ByteBuffer.wrap(data));
    }

    byte[] bytes() {
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        return bytes;
    }

    /** Every chunk up to IEND, checksums compared; ImageIO does not look at them. */
    static List<PngChunk> readAll(byte[] file) throws BrokenPicture {
        ByteBuffer in = ByteBuffer.wrap(file);
        List<PngChunk> chunks = new ArrayList<>();
        int at = SIGNATURE.length;
        while (chunks.isEmpty() || !chunks.get(chunks.size() - 1).type().equals("IEND")) {
            if (at > file.length - AROUND_DATA) {
                throw new BrokenPicture("it is cut off: the PNG ends at byte {0}, before its IEND chunk", file.length);
            }
            int length = in.getInt(at);
            String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (length < 0 || length > file.length - AROUND_DATA - at) {
                throw new BrokenPicture(
                        "it is cut off: its {0} chunk at byte {1} should have {2} bytes",
                        type, at, Integer.toUnsignedString(length));
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
                throw new BrokenPicture("its {0} chunk at byte {1} is damaged: the checksum is not right", type, at);
            }
            chunks.add(new PngChunk(type, in.slice(at + 8, length)));
            at += AROUND_DATA + length;
        }
        return chunks;
    }

    void writeTo(ByteArrayOutputStream out) {
        byte[] content = bytes();
        ByteBuffer whole = ByteBuffer.allocate(AROUND_DATA + content.length);
        whole.putInt(content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content);
        CRC32 crc = new CRC32();
        crc.update(whole.array(), 4, content.length + 4);
        whole.putInt((int) crc.getValue());
        out.writeBytes(whole.array());
    }
}
