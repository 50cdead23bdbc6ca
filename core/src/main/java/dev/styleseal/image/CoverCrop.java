package dev.styleseal.image;

/**
 * A picture cut to a size: scaled until it covers the frame, then the middle is taken.
 *
 * <p>Equal to Pillow's resize (Lanczos) to {@code max(w, round(W s)) x max(h, round(H s))} with {@code s = max(w / W, h
 * / H)} and a centre crop; pixels outside the frame are never computed, so a very long picture costs no more.
 */
public final class CoverCrop {
    private CoverCrop() {}

    /** The middle of the picture, {@code width x height} pixels. */
    public static RgbImage crop(RgbImage image, int width, int height) {
        double scale = Math.max((double) width / image.width(), (double) height / image.height());
        // Math.rint rounds halves to even, as Python's round does.
        long fullWidth = Math.max(width, (long) Math.rint(image.width() * scale));
        long fullHeight = Math.max(height, (long) Math.rint(image.height() * scale));
        return LanczosResize.centre(image, fullWidth, fullHeight, width, height);
    }
}
