package dev.styleseal.diffusion;

import org.bytedeco.pytorch.Tensor;

/** The network as a sampler sees it, guidance already applied. */
@FunctionalInterface
public interface Denoiser {
    /**
     * Calls the network.
     *
     * @param x the scaled noisy latents, [B, C, h, w]
     * @param timestep 0 to the schedule's last, for some samplers with a fraction
     * @return the network's output, of the shape of {@code x}, in the caller's scope
     */
    Tensor denoise(Tensor x, double timestep);
}
