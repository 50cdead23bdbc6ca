package dev.styleseal.lora;

import dev.styleseal.error.BadInput;

/**
 * How large an update is and how strongly it acts.
 *
 * @param rank inner width, 1 to 1024
 * @param alpha numerator of the scale, above 0
 */
public record LoraSize(int rank, double alpha) {
    private static final int LARGEST_RANK = 1024;

    public LoraSize {
        if (rank < 1 || rank > LARGEST_RANK) {
            throw new BadInput("Rank is {0}. Expected 1 to {1}. 8 to 32 suits most styles.", rank, LARGEST_RANK);
        }
        if (!(alpha > 0) || !Double.isFinite(alpha)) {
            throw new BadInput("Alpha is {0}. Expected a number above 0. Leave it out to use the rank.", alpha);
        }
    }

    /** Another rank with an alpha that leaves alpha / rank as it is. */
    public LoraSize ofRank(int other) {
        return new LoraSize(other, alpha * other / rank);
    }
}
