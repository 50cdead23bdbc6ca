package dev.styleseal.diffusion;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * From noise to latents, call by call.
 *
 * @param sampler serves this one run; closed by whoever started it
 * @param denoiser the network
 * @param random where the sampler draws noise
 * @param afterStep told about, and may change, the latents after each call
 * @param cancellation looked at before each call
 */
public record SamplingLoop(
        Sampler sampler, Denoiser denoiser, RandomSource random, AfterStep afterStep, Cancellation cancellation) {

    /**
     * Runs to the end and returns the final latents in the caller's scope.
     *
     * @param latents [B, C, h, w]: standard normal noise times {@link Sampler#initialNoiseScale}, or a picture by
     *     {@link Sampler#addNoise}
     * @param firstCall 0, or {@link Sampler#firstCall}
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public Tensor run(Tensor latents, int firstCall) {
        try (NoGradGuard inference = new NoGradGuard();
                Scope scope = new Scope()) {
            Tensor x = latents.alias();
            for (int call = firstCall; call < sampler.calls(); call++) {
                cancellation.check();
                x = step(x, call);
            }
            return scope.keep(x);
        }
    }

    private Tensor step(Tensor x, int call) {
        try (Scope scope = new Scope()) {
            Tensor output = denoiser.denoise(sampler.scaleInput(x, call), sampler.timestep(call));
            return scope.keep(afterStep.done(call, sampler.step(output, call, x, random)));
        }
    }
}
