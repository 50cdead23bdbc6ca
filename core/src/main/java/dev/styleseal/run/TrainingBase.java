package dev.styleseal.run;

import dev.styleseal.model.NoiseFacts;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Placement;

/**
 * What a recipe asks of the base.
 *
 * @param nativeSize side in pixels of the pictures it was trained on
 * @param factor sides must be multiples of it
 * @param clipSkip the layer of the text encoders it was trained with, 1 for the last
 * @param placement where it is and in which precision
 * @param noise what it was taught to do with noise
 * @param averaged whether its weights are a moving average
 */
public record TrainingBase(
        int nativeSize, int factor, int clipSkip, Placement placement, NoiseFacts noise, boolean averaged) {
    public static TrainingBase of(StableDiffusion model) {
        return new TrainingBase(
                model.nativeSize(),
                model.vaeConfig().factor(),
                model.clipSkip(),
                model.placement(),
                model.noise(),
                model.isAveraged());
    }

    /** As users write it. */
    String endsInNoise() {
        return noise.zeroTerminalSnr().value() ? "on" : "off";
    }
}
