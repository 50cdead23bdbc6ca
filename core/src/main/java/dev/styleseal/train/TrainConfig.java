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
 * @param gradientCheckpointing whether the network runs once more on the way back instead of remembering; which changes
 *     no number
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
        long seed,
        boolean gradientCheckpointing) {
    public TrainConfig {
        if (batch < 1 || accumulation < 1) {
            throw new BadInput(
                    "Batch is {0} and accumulation {1}. Expected both at least 1. Correct --batch or --accumulate.",
                    batch, accumulation);
        }
    }

    /** The same, with gradient checkpointing or without. */
    public TrainConfig checkpointing(boolean on) {
        return new TrainConfig(lora, trainText, optimizer, rate, batch, accumulation, noise, clipSkip, seed, on);
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
