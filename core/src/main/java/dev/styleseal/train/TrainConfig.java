package dev.styleseal.train;

import dev.styleseal.error.BadInput;
import dev.styleseal.lora.LoraConfig;

/**
 * Everything that decides what a run computes.
 *
 * @param lora size and place of the adapter
 * @param trainText whether the text encoder gets an adapter too
 * @param optimizer settings of AdamW
 * @param rate how the learning rate moves, with the number of optimizer steps
 * @param batch pictures in one pass through the network, at least 1
 * @param accumulation passes whose gradients make one optimizer step, at least 1
 * @param noise noising and caption dropout
 * @param clipSkip as users count it, 1 for the last layer of the text encoder
 * @param seed of all random numbers
 */
public record TrainConfig(
        LoraConfig lora,
        boolean trainText,
        OptimizerConfig optimizer,
        LearningRate rate,
        int batch,
        int accumulation,
        NoiseConfig noise,
        int clipSkip,
        long seed) {
    public TrainConfig {
        if (batch < 1 || accumulation < 1) {
            throw new BadInput(
                    "Batch is {0} and accumulation {1}. Expected both at least 1. Correct --batch or --accumulate.",
                    batch, accumulation);
        }
    }

    /** Number of optimizer steps. */
    public int steps() {
        return rate.steps();
    }

    /** Pictures in one optimizer step. */
    public int picturesPerStep() {
        return batch * accumulation;
    }
}
