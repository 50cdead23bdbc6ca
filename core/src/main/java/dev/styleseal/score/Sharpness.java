package dev.styleseal.score;

import dev.styleseal.image.RgbImage;
import java.util.List;

/**
 * How much fine detail pictures have: the variance of the Laplacian of luma (Pech-Pacheco et al. 2000, "Diatom
 * autofocusing in brightfield microscopy: a comparative study"), which is low for blurred pictures and high for noise.
 *
 * <p>Luma is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) of 0 to 255, not rounded. The Laplacian is the kernel 0 1 0, 1 -4
 * 1, 0 1 0; beyond the edge pixels are mirrored without repeating the edge, as by OpenCV's {@code Laplacian} with its
 * defaults. Depends on the size of the pictures: compare like with like.
 */
public final class Sharpness {
    private Sharpness() {}

    /** The mean over pictures; at least one. */
    public static double of(List<RgbImage> pictures) {
        return pictures.stream().mapToDouble(Sharpness::of).average().orElseThrow();
    }

    /** The variance over all pixels of one picture, at least 0. */
    public static double of(RgbImage picture) {
        int width = picture.width();
        int height = picture.height();
        double[] luma = luma(picture);
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double laplacian = luma[y * width + mirrored(x - 1, width)]
                        + luma[y * width + mirrored(x + 1, width)]
                        + luma[mirrored(y - 1, height) * width + x]
                        + luma[mirrored(y + 1, height) * width + x]
                        - 4 * luma[y * width + x];
                sum += laplacian;
                squares += laplacian * laplacian;
            }
        }
        double mean = sum / luma.length;
        return Math.max(0, squares / luma.length - mean * mean);
    }

    private static double[] luma(RgbImage picture) {
        byte[] rgb = picture.rgb();
        double[] luma = new double[rgb.length / 3];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = 0.299 * (rgb[3 * i] & 0xFF) + 0.587 * (rgb[3 * i + 1] & 0xFF) + 0.114 * (rgb[3 * i + 2] & 0xFF);
        }
        return luma;
    }

    /** A place up to one pixel beyond the edge, seen from inside; a side of one pixel mirrors itself. */
    private static int mirrored(int place, int length) {
        int inside = place < 0 ? -place : place >= length ? 2 * length - 2 - place : place;
        return Math.min(Math.max(inside, 0), length - 1);
    }
}
