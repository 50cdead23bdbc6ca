package dev.styleseal.score;

import dev.styleseal.image.RgbImage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Looks at what a checkpoint paints: does it repeat what it saw, and does it change what it should not? Used on the engine
 * thread.
 */
public final class CheckpointGuard {
    /**
     * Below this nothing is called a copy, however unlike each other the training pictures are. Of the embedded base: pictures
     * of a seal overtrained on four samples have 0.92 to 0.98 by their captions; what was never shown, real or painted, has
     * at most 0.73.
     */
    private static final double FLOOR = 0.8;

    private final NearestPicture training;

    /** Compares with these training pictures, which stay the caller's. */
    public CheckpointGuard(NearestPicture training) {
        this.training = training;
    }

    /**
     * The same prompts and seeds painted by the base and with the checkpoint.
     *
     * @param base at least one
     * @param sealed in the same order
     */
    public record Views(List<RgbImage> base, List<RgbImage> sealed) {
        public Views {
            base = List.copyOf(base);
            sealed = List.copyOf(sealed);
        }

        PictureChange change() {
            return PictureChange.between(base, sealed);
        }
    }

    /**
     * What was seen.
     *
     * @param memorised whether a picture is more like a training picture than is ordinary, and more than {@value #FLOOR}
     * @param nearest the painted picture most like a training picture
     * @param ordinary the highest likeness of two training pictures, or of what the base painted and a training picture
     * @param leak change of neutral pictures as a share of that of the training's prompts; empty if none were painted, or
     *     nothing changes
     */
    public record Finding(boolean memorised, Likeness nearest, double ordinary, OptionalDouble leak) {}

    /**
     * Looks at pictures of the training pictures' size.
     *
     * @param lessons of prompts that call the seal
     * @param neutral of prompts that do not, and are no captions of the training
     */
    public Finding look(Views lessons, Optional<Views> neutral) {
        Likeness nearest = training.nearest(lessons.sealed);
        double ordinary =
                Math.max(training.ordinary(), training.nearest(lessons.base).value());
        OptionalDouble leak = neutral.map(views -> new Leak(lessons.change(), views.change()).share())
                .orElse(OptionalDouble.empty());
        return new Finding(isMemorised(nearest.value(), ordinary), nearest, ordinary, leak);
    }

    /** The rule. */
    public static boolean isMemorised(double nearest, double ordinary) {
        return nearest > ordinary && nearest > FLOOR;
    }
}
