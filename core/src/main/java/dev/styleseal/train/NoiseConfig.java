package dev.styleseal.train;

import dev.styleseal.error.BadInput;
import java.util.OptionalDouble;

/**
 * How pictures are noised and captions dropped in training.
 *
 * @param minSnrGamma weighs timesteps by min-SNR (Hang et al. 2023); empty weighs all alike
 * @param noiseOffset shifts the noise of a whole channel by this times a normal number, 0 for none
 * @param captionDropout share of pictures shown with an empty caption, in [0, 1]
 * @param flip whether half of the pictures are shown mirrored
 */
public record NoiseConfig(OptionalDouble minSnrGamma, double noiseOffset, double captionDropout, boolean flip) {
    public NoiseConfig {
        if (minSnrGamma.isPresent() && !(minSnrGamma.getAsDouble() > 0)) {
            throw new BadInput(
                    "Min-SNR gamma is {0}. Expected a number above 0, or none. 5 is customary.",
                    minSnrGamma.getAsDouble());
        }
        if (!(noiseOffset >= 0 && noiseOffset <= 1)) {
            throw new BadInput("The noise offset is {0}. Expected 0 to 1. 0.05 is customary, 0 is none.", noiseOffset);
        }
        if (!(captionDropout >= 0 && captionDropout <= 1)) {
            throw new BadInput(
                    "Caption dropout is {0}. Expected a share from 0 to 1. 0.1 is customary.", captionDropout);
        }
    }
}
