package dev.styleseal.runreport;

import java.util.List;
import java.util.Optional;

/**
 * The same prompts and seeds at several weights of the seal.
 *
 * @param weights one a column
 * @param rows one a prompt; empty if nothing was painted
 * @param painting how
 * @param left why there are no rows, or fewer than could be
 */
public record WeightGrid(List<Double> weights, List<Row> rows, Painting painting, Optional<Left> left) {
    public WeightGrid {
        weights = List.copyOf(weights);
        rows = List.copyOf(rows);
    }

    /**
     * A prompt.
     *
     * @param pictures one a weight; fewer if painting was stopped
     */
    public record Row(String prompt, long seed, List<PaintedPicture> pictures) {
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    /** Settings that all pictures share, as people call them. */
    public record Painting(int width, int height, String sampler, int steps, double guidance) {}

    /** Why pictures are missing. */
    public enum Left {
        /** The run was stopped or failed, so that nobody waits for more pictures. */
        RUN_STOPPED,
        /** No base was at hand. */
        NO_BASE,
        /** No prompt and no caption was known. */
        NO_PROMPT,
        /** It would have taken too long beside the training. */
        TOO_LONG,
        /** The user stopped it. */
        STOPPED
    }

    /** No pictures, for a reason. */
    public static WeightGrid none(Painting painting, Left left) {
        return new WeightGrid(List.of(), List.of(), painting, Optional.of(left));
    }
}
