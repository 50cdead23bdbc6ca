package dev.styleseal.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.DeflaterOutputStream;

/** The pixel part of a PNG file: 8-bit RGB, each row with the filter that makes its bytes smallest. */
final class PngPixels {
    private static final int FILTERS = 5;
    private static final int PIXEL_BYTES = 3;

    private PngPixels() {}

    static byte[] header(RgbImage image) {
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(image.width()).putInt(image.height());
        header.put((byte) 8).put((byte) 2); // eight bits, RGB; then deflate, the usual filters, not interlaced: zeros
        return header.array();
    }

    static byte[] compressed(RgbImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(image.bytes().length / 2 + 1024);
        int rowBytes = image.width() * PIXEL_BYTES;
        byte[][] candidates = new byte[FILTERS][rowBytes + 1];
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            for (int y = 0; y < image.height(); y++) {
                deflater.write(smallest(image.bytes(), y * rowBytes, candidates));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** PNG specification, third edition, section 12.7: the least sum of absolute values usually compresses best. */
    private static byte[] smallest(byte[] rgb, int row, byte[][] candidates) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int filter = 0; filter < FILTERS; filter++) {
            long sum = filter(rgb, row, filter, candidates[filter]);
            if (sum < least) {
                least = sum;
                best = filter;
            }
        }
        return candidates[best];
    }

    private static long filter(byte[] rgb, int row, int filter, byte[] out) {
        int rowBytes = out.length - 1;
        long sum = 0;
        out[0] = (byte) filter;
        for (int i = 0; i < rowBytes; i++) {
            int left = i < PIXEL_BYTES ? 0 : rgb[row + i - PIXEL_BYTES] & 0xFF;
            int above = row == 0 ? 0 : rgb[row - rowBytes + i] & 0xFF;
            int corner = row == 0 || i < PIXEL_BYTES ? 0 : rgb[row - rowBytes + i - PIXEL_BYTES] & 0xFF;
            int guess = switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> above;
                case 3 -> (left + above) / 2;
                default -> paeth(left, above, corner);
            };
            out[i + 1] = (byte) (rgb[row + i] - guess);
            sum += Math.abs(out[i + 1]);
        }
        return sum;
    }

    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }
}
