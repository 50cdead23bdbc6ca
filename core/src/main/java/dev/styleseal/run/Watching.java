package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a training is watched while it learns.
 *
 * @param evaluateEvery steps between measurements of the loss on the same pictures, 0 for none; empty to have it planned
 * @param checkpointEvery steps between checkpoints beside those of measurements, 0 for none
 * @param keep how many checkpoints stay, 0 for all
 * @param earlyStop measurements without a better one after which the training ends, 0 for never
 * @param previewEvery steps between previews, 0 for none; empty to have it planned
 * @param previewPrompts what previews show
 */
public record Watching(
        OptionalInt evaluateEvery,
        int checkpointEvery,
        int keep,
        int earlyStop,
        OptionalInt previewEvery,
        List<String> previewPrompts) {
    /** How many checkpoints stay if nothing is said. */
    public static final int KEEP = 5;

    public Watching {
        previewPrompts = List.copyOf(previewPrompts);
        require("checkpoint-every", checkpointEvery);
        require("keep-checkpoints", keep);
        require("early-stop", earlyStop);
        require("evaluate-every", evaluateEvery.orElse(0));
        require("preview-every", previewEvery.orElse(0));
    }

    private static void require(String key, int value) {
        if (value < 0) {
            throw new BadInput("--{0} is {1}. Expected 0 or more. Correct it or leave it out.", key, value);
        }
    }
}
