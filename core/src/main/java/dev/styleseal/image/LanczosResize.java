package dev.styleseal.image;

/**
 * Resizing, equal to Pillow's {@code Image.resize(size, LANCZOS)} in every bit.
 *
 * <p>Source: Pillow, src/libImaging/Resample.c. Two passes, rows first; between them samples are rounded to 8 bits. A
 * pass that would not change the length is left out.
 */
public final class LanczosResize {
    private static final int HALF = 1 << (LanczosTaps.PRECISION_BITS - 1);

    private LanczosResize() {}

    /** The picture at another size in pixels, proportions as asked. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        return vertical(horizontal(image, width, 0, width), height, 0, height);
    }

    /** The columns {@code from} to {@code from + count} of the picture resized to {@code fullWidth}. */
    static RgbImage horizontal(RgbImage image, long fullWidth, long from, int count) {
        if (fullWidth == image.width()) {
            return image.crop((int) from, 0, count, image.height());
        }
        LanczosTaps taps = LanczosTaps.of(image.width(), fullWidth, from, count);
        byte[] out = new byte[Math.multiplyExact(count * 3, image.height())];
        for (int y = 0, to = 0; y < image.height(); y++) {
            for (int x = 0; x < count; x++, to += 3) {
                pixel(image.bytes(), image.offset(taps.first(x), y), 3, taps.weights(x), out, to);
            }
        }
        return RgbImage.owning(count, image.height(), out);
    }

    /** The rows {@code from} to {@code from + count} of the picture resized to {@code fullHeight}. */
    static RgbImage vertical(RgbImage image, long fullHeight, long from, int count) {
        if (fullHeight == image.height()) {
            return image.crop(0, (int) from, image.width(), count);
        }
        LanczosTaps taps = LanczosTaps.of(image.height(), fullHeight, from, count);
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
