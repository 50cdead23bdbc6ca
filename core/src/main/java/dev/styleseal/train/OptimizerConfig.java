package dev.styleseal.train;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;

/**
 * Settings of AdamW and of what is done to gradients before it.
 *
 * @param learningRate peak rate of the UNet's adapter, above 0
 * @param textLearningRate peak rate of the text encoder's adapter, above 0
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param eps keeps the quotient finite, above 0
 * @param weightDecay share of a weight that is taken off at rate 1, at least 0
 * @param maxGradientNorm gradients are scaled down to this length when they are longer; infinity leaves them
 */
public record OptimizerConfig(
        double learningRate,
        double textLearningRate,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        double maxGradientNorm) {
    public OptimizerConfig {
        requirePositive("learning rate", learningRate);
        requirePositive("learning rate of the text encoder", textLearningRate);
        requirePositive("largest gradient norm", maxGradientNorm);
        if (!(weightDecay >= 0)) {
            throw new BadInput("The weight decay is {0}. Expected 0 or more. Leave it out for 0.01.", weightDecay);
        }
    }

    /** AdamW with the customary betas, clipping at 1. */
    public static OptimizerConfig of(double learningRate, double textLearningRate) {
        return new OptimizerConfig(learningRate, textLearningRate, 0.9, 0.999, 1e-8, 0.01, 1.0);
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0)) {
            throw new BadInput(
                    "The {0} is {1}. Expected a number above 0. Leave it out to have it derived.",
                    Message.of(what), value);
        }
    }
}
