package dev.styleseal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * Any decoded picture as 8-bit RGB on a white ground.
 *
 * <p>Works on the stored samples, because {@link BufferedImage#getRGB} would apply colour profiles and brighten grays.
 */
final class OnWhite {
    private OnWhite() {}

    /**
     * Lays the picture on white.
     *
     * @param transparentSamples the stored samples (1 or 3) that stand for a transparent pixel
     */
    static RgbImage of(BufferedImage image, Optional<int[]> transparentSamples) throws BrokenPicture {
        image.coerceData(false);
        Pixels pixels = image.getColorModel() instanceof IndexColorModel palette
                ? new PalettePixels(palette)
                : DirectPixels.of(image);
        int[] transparent = transparentSamples.orElse(new int[0]);
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int width = image.getWidth();
        int height = image.getHeight();
        int[] row = new int[width * bands];
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, at += 3) {
                int argb = matches(row, x * bands, transparent) ? 0 : pixels.argb(row, x * bands);
                rgb[at] = (byte) composite(argb >> 16 & 0xFF, argb >>> 24);
                rgb[at + 1] = (byte) composite(argb >> 8 & 0xFF, argb >>> 24);
                rgb[at + 2] = (byte) composite(argb & 0xFF, argb >>> 24);
            }
        }
        return RgbImage.owning(width, height, rgb);
    }

    /**
     * Lays a picture with alpha on white.
     *
     * @param alpha one byte a pixel, rows from the top
     */
    static RgbImage of(RgbImage image, byte[] alpha) {
        byte[] rgb = image.rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) composite(rgb[i] & 0xFF, alpha[i / 3] & 0xFF);
        }
        return RgbImage.owning(image.width(), image.height(), rgb);
    }

    private static boolean matches(int[] row, int at, int[] transparent) {
        for (int i = 0; i < transparent.length; i++) {
            if (row[at + i] != transparent[i]) {
                return false;
            }
        }
        return transparent.length > 0;
    }

    /** Pillow, AlphaComposite.c, with an opaque white destination: rounding with seven extra bits. */
    private static int composite(int colour, int alpha) {
        int source = alpha << 7;
        int sum = colour * source + 255 * ((255 << 7) - source) + (0x80 << 7);
        return ((sum >> 8) + sum) >> 8 >> 7;
    }

    /** From stored samples to a colour with alpha. */
    private sealed interface Pixels {
        int argb(int[] samples, int at);
    }

    private record PalettePixels(IndexColorModel palette) implements Pixels {
        @Override
        public int argb(int[] samples, int at) {
            return palette.getRGB(samples[at]);
        }
    }

    /** Gray or RGB samples of 1 to 16 bits, with or without alpha. */
    private static final class DirectPixels implements Pixels {
        private final int colours;
        private final boolean alpha;
        private final int[] bits; // of each band

        private DirectPixels(int colours, boolean alpha, int[] bits) {
            this.colours = colours;
            this.alpha = alpha;
            this.bits = bits;
        }

        static DirectPixels of(BufferedImage image) throws BrokenPicture {
            ColorModel model = image.getColorModel();
            int space = model.getColorSpace().getType();
            int colours = space == ColorSpace.TYPE_GRAY ? 1 : 3;
            int[] bits = image.getSampleModel().getSampleSize();
            boolean whole = image.getSampleModel().getDataType() <= DataBuffer.TYPE_USHORT
                    || image.getSampleModel().getDataType() == DataBuffer.TYPE_INT;
            if ((space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB)
                    || bits.length != colours + (model.hasAlpha() ? 1 : 0)
                    || !whole
                    || bits[0] > 16) {
                throw new BrokenPicture(
                        "its pixels have {0} samples of {1} bits in a colour space other than gray or RGB of at most "
                                + "16 bits",
                        bits.length, bits[0]);
            }
            return new DirectPixels(colours, model.hasAlpha(), bits);
        }

        @Override
        public int argb(int[] samples, int at) {
            if (bits.length == 1) {
                // A gray picture of 16 bits is rounded, all else of 16 bits loses its low byte: so does the reference.
                return 0xFF000000 | 0x010101 * (bits[0] == 16 ? (2 * samples[at] + 257) / 514 : eight(samples, at, 0));
            }
            int red = eight(samples, at, 0);
            int green = colours == 1 ? red : eight(samples, at, 1);
            int blue = colours == 1 ? red : eight(samples, at, 2);
            return (alpha ? eight(samples, at, colours) : 255) << 24 | red << 16 | green << 8 | blue;
        }

        private int eight(int[] samples, int at, int band) {
            int value = samples[at + band];
            return bits[band] >= 8 ? value >> (bits[band] - 8) : value * 255 / ((1 << bits[band]) - 1);
        }
    }
}
