package dev.styleseal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunk of a WebP (WebP container specification, "RIFF file format").
 *
 * @param name four letters
 * @param from where its content begins in the file
 * @param bytes the length of the content
 */
record WebpChunk(String name, int from, int bytes) {
    private static final int FIRST = 12; // after "RIFF", the length and "WEBP"
    private static final int HEADER = 8; // name and length

    /** The chunks of the outermost level; the file must hold as many bytes as it says. */
    static List<WebpChunk> readAll(byte[] file) throws BrokenPicture {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long declared = HEADER + Integer.toUnsignedLong(in.getInt(4));
        if (declared > file.length) {
            throw new BrokenPicture(
                    "it is cut off: it should have {0} bytes, but there are {1}", declared, file.length);
        }
        return between(file, FIRST, (int) declared);
    }

    /** The chunks inside this one, behind {@code skipped} bytes of its own. */
    List<WebpChunk> inside(byte[] file, int skipped) throws BrokenPicture {
        return between(file, from + skipped, from + bytes);
    }

    private static List<WebpChunk> between(byte[] file, int start, int end) throws BrokenPicture {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<WebpChunk> chunks = new ArrayList<>();
        long at = start;
        while (at + HEADER <= end) {
            String name = new String(file, (int) at, 4, StandardCharsets.ISO_8859_1);
            long length = Integer.toUnsignedLong(in.getInt((int) at + 4));
            if (at + HEADER + length > end) {
                throw new BrokenPicture("it is cut off in its {0} chunk at byte {1}", name, at);
            }
            chunks.add(new WebpChunk(name, (int) at + HEADER, (int) length));
            at += HEADER + length + (length & 1);
        }
        return chunks;
    }
}
