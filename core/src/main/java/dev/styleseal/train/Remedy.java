package dev.styleseal.train;

import dev.styleseal.error.Message;

/** What to change after numbers that are not finite. */
final class Remedy {
    private static final double CUSTOMARY_NORM = 1;

    private Remedy() {}

    /** Steps were too long. */
    static Message shorterSteps(OptimizerConfig config) {
        double half = config.learningRate() / 2;
        return config.maxGradientNorm() > CUSTOMARY_NORM
                ? Message.of(
                        "Halve --learning-rate to {0} and leave --max-grad-norm at 1; with --precision bf16, try float32.",
                        half)
                : Message.of("Halve --learning-rate to {0}; with --precision bf16, try float32.", half);
    }

    /** The same of a text encoder that learns; where it does not, its caption or the base is to blame. */
    static Message otherCaption(OptimizerConfig config) {
        return Message.of(
                "Write another caption; if the text encoder learns, halve --text-learning-rate to {0}.",
                config.textLearningRate() / 2);
    }

    /** A picture cannot be learned. */
    static Message without(Object pictures) {
        return Message.of("Take {0} out of the folder, or save it again as PNG from a picture editor.", pictures);
    }

    /** Nothing was learned yet, so that only what was given can be wrong. */
    static Message otherBase() {
        return Message.of(
                "This run has not learned anything yet, so the base is the cause: with --precision bf16 try float32, or look for such numbers in it with inspect.");
    }
}
