package dev.styleseal.report;

import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.util.Base64;
import java.util.Map;

/**
 * A picture of a page, carried inside it.
 *
 * @param pixels as they are; the page enlarges small ones without smoothing
 * @param alt what it shows, for those who cannot see it
 * @param texts kept inside the picture, such as its settings and the label that a machine painted it
 */
public record Picture(RgbImage pixels, String alt, Map<String, String> texts) {
    private static final int LARGEST_ENLARGED = 128; // pixels wide; larger ones are shown smaller or as they are

    public Picture {
        texts = Map.copyOf(texts);
    }

    /** A picture without texts. */
    public static Picture of(RgbImage pixels, String alt) {
        return new Picture(pixels, alt, Map.of());
    }

    void writeTo(Html html) {
        String data = Base64.getEncoder().encodeToString(PngFile.encode(pixels, texts));
        html.empty(
                "img",
                "class",
                pixels.width() > LARGEST_ENLARGED ? "photo" : "small",
                "src",
                "data:image/png;base64," + data,
                "width",
                String.valueOf(pixels.width()),
                "height",
                String.valueOf(pixels.height()),
                "alt",
                alt);
    }
}
