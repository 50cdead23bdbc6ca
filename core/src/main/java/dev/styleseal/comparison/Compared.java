package dev.styleseal.comparison;

import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.RgbImage;
import java.util.List;

/**
 * A subject, what it painted and what was measured.
 *
 * @param pictures prompt by prompt its seeds
 * @param neutral the same of neutral prompts
 */
public record Compared(Subject subject, List<GeneratedImage> pictures, List<GeneratedImage> neutral, Scores scores) {
    public Compared {
        pictures = List.copyOf(pictures);
        neutral = List.copyOf(neutral);
    }

    static List<RgbImage> pixels(List<GeneratedImage> images) {
        return images.stream().map(GeneratedImage::picture).toList();
    }
}
