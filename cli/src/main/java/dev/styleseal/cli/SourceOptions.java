package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.generate.SourcePicture;
import dev.styleseal.generate.SourcePicture.Repaint;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.RgbImage;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about a picture that is painted over. */
final class SourceOptions {
    private static final double USUAL_STRENGTH = 0.75; // as in AUTOMATIC1111's web UI
    private static final int USUAL_BLUR = 4; // the same

    @Option(names = "--image", paramLabel = "FILE", description = "a picture to paint over")
    private @Nullable Path image;

    @Option(
            names = "--strength",
            paramLabel = "N",
            description = "how much of it may change, up to 1; 0.75 if it is not said")
    private @Nullable Double strength;

    @Option(names = "--mask", paramLabel = "FILE", description = "as large as --image, white where to repaint")
    private @Nullable Path mask;

    @Option(
            names = "--mask-blur",
            paramLabel = "N",
            description = "softness of the mask's edges in pixels; 4 if it is not said")
    private @Nullable Integer blur;

    /**
     * The picture, read.
     *
     * @throws BadInput if an option stands without the one it belongs to, or a file cannot be used
     */
    Optional<SourcePicture> read() {
        refuse(image == null && strength != null, "--strength", "--image");
        refuse(mask == null && blur != null, "--mask-blur", "--mask");
        return image().map(picture -> new SourcePicture(
                picture,
                strength == null ? USUAL_STRENGTH : strength,
                mask().map(part -> new Repaint(part, blur == null ? USUAL_BLUR : blur))));
    }

    /** The picture of {@code --image} alone. */
    Optional<RgbImage> image() {
        refuse(image == null && mask != null, "--mask", "--image");
        return Optional.ofNullable(image).map(PictureReader::read);
    }

    /** The picture of {@code --mask} alone. */
    Optional<RgbImage> mask() {
        return Optional.ofNullable(mask).map(PictureReader::read);
    }

    private static void refuse(boolean wrong, String option, String needed) {
        if (wrong) {
            throw new BadInput(
                    "{0} stands without {1}, which it is about. Expected both or neither. Name the file with {1}, or leave {0} out.",
                    option, needed);
        }
    }
}
