package dev.styleseal.image;

/**
 * A picture cut to a size: scaled until it covers the frame, then the middle is taken.
 *
 * <p>Equal to Pillow's resize (Lanczos) to {@code max(w, round(W s)) x max(h, round(H s))} with {@code s = max(w / W, h
 * / H)} and a centre crop; pixels outside the frame are never computed, so a very long picture costs no more.
 *
 * @param image the picture as it was
 * @param fullWidth width in pixels after scaling, before cutting
 * @param fullHeight height in pixels after scaling, before cutting
 * @param width of the result in pixels
 * @param height of the result in pixels
 */
public record CoverCrop(RgbImage image, long fullWidth, long fullHeight, int width, int height) {
    /** How {@code image} is brought to a size; nothing is computed yet. */
    public static CoverCrop of(RgbImage image, int width, int height) {
        double scale = Math.max((double) width / image.width(), (double) height / image.height());
        // Math.rint rounds halves to even, as Python's round does.
        long fullWidth = Math.max(width, (long) Math.rint(image.width() * scale));
        long fullHeight = Math.max(height, (long) Math.rint(image.height() * scale));
        return new CoverCrop(image, fullWidth, fullHeight, width, height);
    }

    /** The middle of the picture, {@code width x height} pixels. */
    public static RgbImage crop(RgbImage image, int width, int height) {
        return of(image, width, height).picture();
    }

    /** The middle of the scaled picture. */
    public RgbImage picture() {
        return LanczosResize.centre(image, fullWidth, fullHeight, width, height);
    }

    /** Scaled columns that are cut off at the left. */
    public long left() {
        return (fullWidth - width) / 2;
    }

    /** Scaled rows that are cut off above. */
    public long top() {
        return (fullHeight - height) / 2;
    }
}
