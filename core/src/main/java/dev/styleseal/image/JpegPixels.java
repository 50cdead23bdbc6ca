package dev.styleseal.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;

/**
 * The stored components of a JPEG as RGB, with the integer arithmetic of libjpeg and Pillow.
 *
 * <p>ImageIO would convert CMYK through colour profiles and fail on several kinds that Pillow reads.
 */
final class JpegPixels {
    private JpegPixels() {}

    static RgbImage read(ImageReader reader, JpegColours colours) throws IOException, BrokenPicture {
        List<String> damages = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (isDamage(warning)) {
                damages.add(warning);
            }
        });
        Raster raster = reader.readRaster(0, null);
        if (!damages.isEmpty()) {
            throw new BrokenPicture("its JPEG data is damaged or cut off ({0})", damages.get(0));
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int[] row = new int[width * bands];
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                convert(colours, row, x * bands, rgb, (y * width + x) * 3);
            }
        }
        return RgbImage.owning(width, height, rgb);
    }

    /** The decoder goes on with gray blocks where data is missing. Stray bytes between markers alone do no harm. */
    private static boolean isDamage(String warning) {
        return warning.startsWith("Truncated")
                || warning.startsWith("Premature end")
                || (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes"));
    }

    private static void convert(JpegColours colours, int[] in, int at, byte[] rgb, int to) {
        switch (colours) {
            case GRAY -> put(rgb, to, in[at], in[at], in[at]);
            case RGB -> put(rgb, to, in[at], in[at + 1], in[at + 2]);
            case YCBCR -> fromYcc(in, at, rgb, to);
            case CMYK -> fromInks(in[at], in[at + 1], in[at + 2], in[at + 3], rgb, to);
            case YCCK -> {
                fromYcc(in, at, rgb, to);
                fromInks(
                        255 - (rgb[to] & 0xFF),
                        255 - (rgb[to + 1] & 0xFF),
                        255 - (rgb[to + 2] & 0xFF),
                        in[at + 3],
                        rgb,
                        to);
            }
        }
    }

    /** libjpeg, jdcolor.c, ycc_rgb_convert: 16 fractional bits. */
    private static void fromYcc(int[] in, int at, byte[] rgb, int to) {
        int y = in[at];
        int cb = in[at + 1] - 128;
        int cr = in[at + 2] - 128;
        int red = y + ((91881 * cr + 32768) >> 16); // 1.40200
        int green = y + ((-22554 * cb - 46802 * cr + 32768) >> 16); // 0.34414, 0.71414
        int blue = y + ((116130 * cb + 32768) >> 16); // 1.77200
        put(rgb, to, clamp(red), clamp(green), clamp(blue));
    }

    /** Inks are stored inverted, as Adobe does and Pillow assumes; then Pillow, Convert.c, cmyk2rgb. */
    private static void fromInks(int cyan, int magenta, int yellow, int black, byte[] rgb, int to) {
        put(rgb, to, lit(cyan, black), lit(magenta, black), lit(yellow, black));
    }

    private static int lit(int inverted, int light) {
        int product = (255 - inverted) * light + 128;
        return clamp(light - (((product >> 8) + product) >> 8));
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static void put(byte[] rgb, int to, int red, int green, int blue) {
        rgb[to] = (byte) red;
        rgb[to + 1] = (byte) green;
        rgb[to + 2] = (byte) blue;
    }
}
