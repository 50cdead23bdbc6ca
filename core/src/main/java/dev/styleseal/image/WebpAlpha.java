package dev.styleseal.image;

import dev.styleseal.image.webp.LosslessDecoder;
import java.io.IOException;

/**
 * The alpha of a lossy WebP (WebP container specification, "Alpha"): stored as it is, or as the green of a lossless
 * picture without header, and in both cases perhaps as differences from neighbours.
 */
final class WebpAlpha {
    private WebpAlpha() {}

    /** One byte a pixel, rows from the top. */
    static byte[] read(byte[] file, WebpChunk chunk, int width, int height) throws IOException, BrokenPicture {
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

    private static byte[] compressed(byte[] file, WebpChunk chunk, int width, int height) throws IOException {
        int[] argb = LosslessDecoder.decode(file, chunk.from() + 1, chunk.bytes() - 1, width, height);
        byte[] alpha = new byte[argb.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) (argb[i] >> 8);
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
