package dev.styleseal.comparison;

import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.score.Likeness;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of one subject; nothing where there was nothing to measure by.
 *
 * @param heldOut losses beside those of the base; lower is better
 * @param gram distance of the style to that of the training pictures, 0 to 1; lower is more like them
 * @param palette distance of the colours to those of the training pictures, in units of CIELAB
 * @param sharpness of its pictures; neither more nor less is better, but far from the training pictures is odd
 * @param nearest the painted picture most like a training picture
 * @param leak change of neutral pictures as a share of that of the others; lower is better
 */
public record Scores(
        Optional<HeldOutComparison> heldOut,
        OptionalDouble gram,
        OptionalDouble palette,
        double sharpness,
        Optional<Nearest> nearest,
        OptionalDouble leak) {
    /**
     * The painted picture that is most like a training picture.
     *
     * @param painted its place among the pictures of the subject
     * @param likeness to which training picture, and how much
     * @param memorised whether that is more than is ordinary
     */
    public record Nearest(int painted, Likeness likeness, boolean memorised) {}
}
