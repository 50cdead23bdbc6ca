package dev.styleseal.image;

/**
 * Resizing, equal to Pillow's {@code Image.resize(size, LANCZOS)} in every bit.
 *
 * <p>Source: Pillow 13.0, src/libImaging/Resample.c. Two passes; between them samples are rounded to 8 bits. Rows come
 * first, columns only where the height loses more than twice the pixels that the width does (Pillow before 13 always
 * takes rows first, which differs by some steps of 255 for pictures more than twice as high as wide). A pass that would
 * not change the length is left out.
 */
public final class LanczosResize {
    private static final int HALF = 1 << (LanczosTaps.PRECISION_BITS - 1);

    private LanczosResize() {}

    /** The picture at another size in pixels, proportions as asked. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        return centre(image, width, height, width, height);
    }

    /** The middle {@code width x height} pixels of the picture at {@code fullWidth x fullHeight} pixels. */
    static RgbImage centre(RgbImage image, long fullWidth, long fullHeight, int width, int height) {
        long lostHeight = image.height() - fullHeight;
        boolean columnsFirst = lostHeight > 0 && lostHeight > 2 * (image.width() - fullWidth);
        return columnsFirst
                ? rows(columns(image, fullHeight, height), fullWidth, width)
                : columns(rows(image, fullWidth, width), fullHeight, height);
    }

    /** Resizes every row to {@code full} pixels and keeps the middle {@code count}. */
    private static RgbImage rows(RgbImage image, long full, int count) {
        long from = (full - count) / 2;
        if (full == image.width()) {
            return image.crop((int) from, 0, count, image.height());
        }
        LanczosTaps taps = LanczosTaps.of(image.width(), full, from, count);
        byte[] out = new byte[Math.multiplyExact(count * 3, image.height())];
        for (int y = 0, to = 0; y < image.height(); y++) {
            for (int x = 0; x < count; x++, to += 3) {
                pixel(image.bytes(), image.offset(taps.first(x), y), 3, taps.weights(x), out, to);
            }
        }
        return RgbImage.owning(count, image.height(), out);
    }

    /** Resizes every column to {@code full} pixels and keeps the middle {@code count}. */
    private static RgbImage columns(RgbImage image, long full, int count) {
        long from = (full - count) / 2;
        if (full == image.height()) {
            return image.crop(0, (int) from, image.width(), count);
        }
        LanczosTaps taps = LanczosTaps.of(image.height(), full, from, count);
        byte[] out = new byte[Math.multiplyExact(count * 3, image.width())];
        for (int y = 0, to = 0; y < count; y++) {
            for (int x = 0; x < image.width(); x++, to += 3) {
                pixel(image.bytes(), image.offset(x, taps.first(y)), image.width() * 3, taps.weights(y), out, to);
            }
        }
        return RgbImage.owning(image.width(), count, out);
    }

    private static void pixel(byte[] in, int at, int step, int[] weights, byte[] out, int to) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int weight : weights) {
            red += weight * (in[at] & 0xFF);
            green += weight * (in[at + 1] & 0xFF);
            blue += weight * (in[at + 2] & 0xFF);
            at += step;
        }
        out[to] = eightBits(red);
        out[to + 1] = eightBits(green);
        out[to + 2] = eightBits(blue);
    }

    private static byte eightBits(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> LanczosTaps.PRECISION_BITS));
    }
}
