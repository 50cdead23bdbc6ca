package dev.styleseal.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/**
 * A keyword and its text in a PNG: the chunks tEXt, zTXt and iTXt (PNG specification, third edition, section 11.3.3).
 *
 * @param keyword 1 to 79 bytes of Latin-1
 * @param text any text
 */
record PngText(String keyword, String text) {
    private static final int MAX_TEXT_BYTES = 16 << 20; // far more than any prompt; stops zip bombs

    PngText {
        if (keyword.isEmpty() || keyword.length() > 79 || !latin1(keyword)) {
            throw new IllegalArgumentException("A PNG keyword has 1 to 79 Latin-1 letters, not: " + keyword);
        }
    }

    /** XMP always goes into iTXt, as its specification asks; the rest only when Latin-1 cannot hold it. */
    PngChunk chunk() {
        byte[] key = keyword.getBytes(StandardCharsets.ISO_8859_1);
        boolean plain = latin1(text) && !keyword.equals(PngFile.XMP);
        byte[] content = text.getBytes(plain ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        // iTXt: not compressed (two zeros), no language (ended by a zero), no translated keyword (ended by a zero).
        int zeros = plain ? 1 : 5;
        ByteBuffer data = ByteBuffer.allocate(key.length + zeros + content.length);
        data.put(key).position(key.length + zeros).put(content);
        return PngChunk.of(plain ? "tEXt" : "iTXt", data.array());
    }

    static boolean isText(PngChunk chunk) {
        return switch (chunk.type()) {
            case "tEXt", "zTXt", "iTXt" -> true;
            default -> false;
        };
    }

    static PngText of(PngChunk chunk) throws BrokenPicture {
        byte[] data = chunk.bytes();
        int end = zero(chunk, data, 0);
        if (end == 0 || end > 79) {
            throw new BrokenPicture("a {0} chunk has a keyword of {1} letters", chunk.type(), end);
        }
        String key = new String(data, 0, end, StandardCharsets.ISO_8859_1);
        return new PngText(
                key,
                switch (chunk.type()) {
                    case "tEXt" -> text(data, end + 1, false, StandardCharsets.ISO_8859_1);
                    case "zTXt" -> text(data, end + 2, true, StandardCharsets.ISO_8859_1);
                    default -> international(chunk, data, end);
                });
    }

    private static String international(PngChunk chunk, byte[] data, int end) throws BrokenPicture {
        int language = zero(chunk, data, end + 3);
        int translated = zero(chunk, data, language + 1);
        return text(data, translated + 1, data[end + 1] == 1, StandardCharsets.UTF_8);
    }

    private static String text(byte[] data, int from, boolean compressed, Charset charset) throws BrokenPicture {
        if (!compressed) {
            return new String(data, from, Math.max(0, data.length - from), charset);
        }
        byte[] rest = Arrays.copyOfRange(data, Math.min(from, data.length), data.length);
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(rest))) {
            byte[] plain = in.readNBytes(MAX_TEXT_BYTES + 1);
            if (plain.length > MAX_TEXT_BYTES) {
                throw new BrokenPicture("a compressed text in it is longer than {0} bytes", MAX_TEXT_BYTES);
            }
            return new String(plain, charset);
        } catch (IOException e) {
            throw new BrokenPicture(e, "a compressed text in it is damaged");
        }
    }

    private static int zero(PngChunk chunk, byte[] data, int from) throws BrokenPicture {
        for (int i = from; i < data.length; i++) {
            if (data[i] == 0) {
                return i;
            }
        }
        throw new BrokenPicture("a {0} chunk is cut off", chunk.type());
    }

    private static boolean latin1(String text) {
        return text.chars().allMatch(letter -> letter < 256);
    }
}
