package dev.styleseal.generate;

import dev.styleseal.image.PngFile;
import dev.styleseal.image.Provenance;
import dev.styleseal.image.RgbImage;
import java.nio.file.Path;
import java.util.Map;

/**
 * A painted picture and everything that is needed to paint it again.
 *
 * @param picture its pixels
 * @param job what was asked
 * @param parameters all settings, in the form AUTOMATIC1111's web UI reads and writes
 * @param provenance that a machine made it, and with what
 */
public record GeneratedImage(RgbImage picture, PaintJob job, String parameters, Provenance provenance) {
    /**
     * Writes a PNG with the settings and the label inside, whole or not at all.
     *
     * @throws dev.styleseal.error.BadInput if it cannot be written
     */
    public void save(Path file) {
        PngFile.write(file, picture, Map.of(PngFile.PARAMETERS, parameters, PngFile.XMP, provenance.xmp()));
    }
}
