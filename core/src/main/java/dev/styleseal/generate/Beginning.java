package dev.styleseal.generate;

import dev.styleseal.diffusion.AfterStep;
import dev.styleseal.diffusion.Sampler;
import dev.styleseal.tensor.RandomSource;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a run begins, and what is kept of a picture on the way. Lives in the scope it was made in.
 *
 * @param latents [1, C, h, w] at the noise level of the first call
 * @param firstCall of the sampler
 * @param keep what is done to the latents after each call
 */
record Beginning(Tensor latents, int firstCall, AfterStep keep) {
    /** From noise alone, of this shape. */
    static Beginning noise(Sampler sampler, RandomSource random, long... shape) {
        Tensor noise = random.normal(shape);
        return new Beginning(noise.mul(new Scalar(sampler.initialNoiseScale())), 0, AfterStep.NOTHING);
    }
}
