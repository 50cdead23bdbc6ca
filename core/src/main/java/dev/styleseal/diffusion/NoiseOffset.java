package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Shifts each channel of the training noise as a whole, so that a network learns to make pictures darker or brighter
 * than average (Guttenberg 2023, Diffusion with Offset Noise).
 *
 * @param strength standard deviation of the shift, 0 (none) or more; 0.05 to 0.1 is usual
 */
public record NoiseOffset(double strength) {
    public NoiseOffset {
        if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("strength " + strength);
        }
    }

    /** Noise [B, C, h, w] with the shift added; draws [B, C, 1, 1] from {@code random}, nothing at strength 0. */
    public Tensor addTo(Tensor noise, RandomSource random) {
        if (strength == 0) {
            return noise;
        }
        try (Scope scope = new Scope()) {
            Tensor shift = random.normal(noise.size(0), noise.size(1), 1, 1);
            return scope.keep(noise.add(shift.mul(new Scalar(strength))));
        }
    }
}
