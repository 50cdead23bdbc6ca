package dev.styleseal.train;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.List;
import java.util.Optional;

/**
 * Training met NaN or infinity. The tensors that learn and their moments are what they were before the step; a training
 * may go on from an earlier state with other settings.
 */
public final class NotFinite extends BadInput {
    private final int step;
    private final Finding finding;
    private final Message advice;

    /**
     * What was found.
     *
     * @param what names it, a part of a sentence
     * @param layer path of the layer or trained tensor where it came up first, such as {@code
     *     unet.down_blocks.1.attentions.0}, if it is one
     * @param pictures file names of those it came up with; of the whole step where it cannot be told
     */
    public record Finding(Message what, Optional<String> layer, List<String> pictures) {
        public Finding {
            pictures = List.copyOf(pictures);
        }
    }

    NotFinite(int step, Finding finding, Message advice) {
        super(
                "Training met numbers that are not finite in step {0}: {1}. Expected finite ones; nothing of this step is kept. {2}",
                step, finding.what(), advice);
        this.step = step;
        this.finding = finding;
        this.advice = advice;
    }

    /** A loss that was measured between steps is not finite. */
    static NotFinite measured(int step, OptimizerConfig config) {
        return new NotFinite(
                step,
                new Finding(Message.of("the loss of the pictures it is measured on"), Optional.empty(), List.of()),
                Remedy.shorterSteps(config));
    }

    /** The optimizer step that failed, counted from 1; so many less one were done. */
    public int step() {
        return step;
    }

    public Finding finding() {
        return finding;
    }

    /** What to change, a whole sentence. */
    public Message advice() {
        return advice;
    }
}
