package dev.styleseal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The alpha of a lossy WebP (WebP container specification, "Alpha").
 *
 * <p>It is stored as it is, or as the green of a lossless WebP without its header, and in both cases perhaps as
 * differences from neighbours. The ImageIO reader gets some of these wrong, so it is only asked for the green.
 */
final class WebpAlpha {
    private static final int LOSSLESS_HEADER = 5; // signature byte, then 14 bits width, 14 height, 1 alpha, 3 version

    /** The reader looks ahead, as libwebp does, and would take the end of the file for missing data. */
    private static final int PADDING = 8;

    private WebpAlpha() {}

    /** One byte a pixel, rows from the top. */
    static byte[] read(byte[] file, WebpChunk chunk, int width, int height) throws BrokenPicture {
        if (chunk.bytes() < 1) {
            throw new BrokenPicture("its ALPH chunk is empty");
        }
        int flags = file[chunk.from()];
        byte[] alpha = switch (flags & 3) {
            case 0 -> stored(file, chunk, width * height);
            case 1 -> compressed(file, chunk, width, height);
            default -> throw new BrokenPicture("its ALPH chunk is stored in an unknown way");
        };
        undoFilter(alpha, width, flags >> 2 & 3);
        return alpha;
    }

    private static byte[] stored(byte[] file, WebpChunk chunk, int count) throws BrokenPicture {
        if (chunk.bytes() - 1 < count) {
            throw new BrokenPicture("its ALPH chunk is cut off");
        }
        byte[] alpha = new byte[count];
        System.arraycopy(file, chunk.from() + 1, alpha, 0, count);
        return alpha;
    }

    private static byte[] compressed(byte[] file, WebpChunk chunk, int width, int height) throws BrokenPicture {
        int content = LOSSLESS_HEADER + chunk.bytes() - 1 + PADDING;
        ByteBuffer out = ByteBuffer.allocate(20 + content + (content & 1)).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(out.capacity() - 8);
        out.put("WEBPVP8L".getBytes(StandardCharsets.ISO_8859_1)).putInt(content);
        out.put((byte) 0x2F).putInt(width - 1 | (height - 1) << 14);
        out.put(file, chunk.from() + 1, chunk.bytes() - 1);
        int[] green = Decoder.withReader(
                PictureFormat.WEBP,
                out.array(),
                reader -> reader.read(0).getRaster().getSamples(0, 0, width, height, 1, (int[]) null));
        byte[] alpha = new byte[green.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) green[i];
        }
        return alpha;
    }

    /** Values are differences from the left (1), from above (2) or from left + above - corner (3); the first is itself. */
    private static void undoFilter(byte[] alpha, int width, int filter) {
        for (int i = 1; i < alpha.length && filter != 0; i++) {
            int guess;
            if (i < width) {
                guess = alpha[i - 1];
            } else if (filter == 2 || i % width == 0) {
                guess = alpha[i - width];
            } else if (filter == 1) {
                guess = alpha[i - 1];
            } else {
                int slope = (alpha[i - 1] & 0xFF) + (alpha[i - width] & 0xFF) - (alpha[i - width - 1] & 0xFF);
                guess = Math.max(0, Math.min(255, slope));
            }
            alpha[i] += (byte) guess;
        }
    }
}
