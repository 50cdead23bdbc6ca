package dev.styleseal.comparison;

import dev.styleseal.image.RgbImage;
import dev.styleseal.run.HeldOutComparison;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A whole comparison. It ranks nothing but the held-out loss, and says there what is no more than noise.
 *
 * @param compared the base first
 * @param reference the training pictures, if they were given
 */
public record GridResult(Grid grid, List<Compared> compared, Optional<Reference> reference) {
    public GridResult {
        compared = List.copyOf(compared);
    }

    /**
     * The training pictures.
     *
     * @param files in the order of {@code pictures}
     * @param pictures at the size of those painted
     * @param sharpness of all of them
     * @param ordinary the highest likeness between two of them, or between one and a picture of the base
     */
    public record Reference(List<Path> files, List<RgbImage> pictures, double sharpness, double ordinary) {
        public Reference {
            files = List.copyOf(files);
            pictures = List.copyOf(pictures);
        }
    }

    /** The subject with the lowest held-out loss, the base too; none without held-out pictures. */
    public Optional<Compared> lowest() {
        return compared.stream()
                .filter(each -> each.scores().heldOut().isPresent())
                .min(Comparator.comparingDouble(
                        each -> each.scores().heldOut().orElseThrow().sealedMean()));
    }

    /**
     * Whether a subject cannot be told from the {@link #lowest} by these pictures: the 95 % interval of the difference
     * between the two, picture by picture, holds zero. True for the lowest itself.
     */
    public boolean isWithinNoise(Compared other) {
        Optional<HeldOutComparison> best =
                lowest().flatMap(each -> each.scores().heldOut());
        Optional<HeldOutComparison> losses = other.scores().heldOut();
        return best.isPresent()
                && losses.isPresent()
                && (best.equals(losses)
                        || new HeldOutComparison(
                                                best.get().sealed(),
                                                losses.get().sealed())
                                        .interval()
                                        .from()
                                <= 0);
    }
}
