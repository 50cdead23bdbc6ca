package dev.styleseal.runreport;

import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.RgbImage;
import dev.styleseal.report.Picture;
import java.util.Map;

/**
 * A picture that a machine painted.
 *
 * @param pixels no larger than a page needs
 * @param texts kept inside it: the label that a machine painted it, and its settings where they are known
 */
public record PaintedPicture(RgbImage pixels, Map<String, String> texts) {
    /** The longer side in pixels: five of them stand side by side, and a page must stay small enough to be sent. */
    private static final int LONGEST_SIDE = 256;

    public PaintedPicture {
        texts = Map.copyOf(texts);
    }

    /** Scaled down where it is larger than a page needs. */
    public static PaintedPicture of(RgbImage picture, Map<String, String> texts) {
        return new PaintedPicture(scaled(picture, LONGEST_SIDE), texts);
    }

    Picture shown(String alt) {
        return new Picture(pixels, alt, texts);
    }

    /** The same picture with sides of at most {@code longest} pixels. */
    static RgbImage scaled(RgbImage picture, int longest) {
        double scale = (double) longest / Math.max(picture.width(), picture.height());
        return scale >= 1
                ? picture
                : CoverCrop.crop(picture, Math.max(1, (int) Math.round(picture.width() * scale)), Math.max(1, (int)
                        Math.round(picture.height() * scale)));
    }
}
