package dev.styleseal.lora;

import dev.styleseal.error.BadInput;

/**
 * How large an adapter is and which projections it joins.
 *
 * @param rank inner width of the update, 1 to 1024
 * @param alpha numerator of the scale alpha / rank, above 0
 * @param targets which projections
 * @param dropout share of an update's inputs that is zeroed in training, in [0, 1)
 */
public record LoraConfig(int rank, double alpha, LoraTargets targets, double dropout) {
    private static final int LARGEST_RANK = 1024;

    public LoraConfig {
        if (rank < 1 || rank > LARGEST_RANK) {
            throw new BadInput("Rank is {0}. Expected 1 to {1}. 8 to 32 suits most styles.", rank, LARGEST_RANK);
        }
        if (!(alpha > 0) || !Double.isFinite(alpha)) {
            throw new BadInput("Alpha is {0}. Expected a number above 0. Leave it out to use the rank.", alpha);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new BadInput("LoRA dropout is {0}. Expected 0 to below 1. Leave it out for none.", dropout);
        }
    }

    /** Factor of the update: alpha / rank. */
    public double scale() {
        return alpha / rank;
    }
}
