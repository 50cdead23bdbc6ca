package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.tensor.RandomSource;
import org.bytedeco.pytorch.Tensor;

/**
 * One run from noise to latents: which timesteps the network is called at, and what its outputs do to the latents.
 *
 * <p>An object serves one run, because some samplers remember earlier outputs; calls go up by one from the first. It
 * belongs to one thread, and {@link #close} frees what it remembers. Tensors that methods return live in the caller's
 * scope. Every formula and rounding follows the scheduler of diffusers 0.36 that an implementation names.
 */
public interface Sampler extends AutoCloseable {
    /** How often the network is called. */
    int calls();

    /** The timestep of a call, 0 to {@code calls() - 1}. */
    double timestep(int call);

    /** Standard deviation of the latents that a run from pure noise starts with. */
    double initialNoiseScale();

    /** Clean latents noised to the level that {@code call} expects; noise is standard normal, of the same shape. */
    Tensor addNoise(Tensor x0, Tensor noise, int call);

    /** The latents as the network wants to see them. */
    Tensor scaleInput(Tensor x, int call);

    /**
     * The latents after a call.
     *
     * @param output what the network said about the scaled input
     * @param x the latents before the call, not scaled
     * @param random where samplers that add noise draw it: one standard normal tensor of the latents' shape a call
     */
    Tensor step(Tensor output, int call, Tensor x, RandomSource random);

    /** Calls that make one step; a run may begin only at a multiple of it. */
    default int callsPerStep() {
        return 1;
    }

    /**
     * The call at which image-to-image begins: a picture noised to its level and taken from there changes by
     * {@code strength}.
     *
     * @param steps what the run was started with
     * @param strength above 0 (the picture as it is) to 1 (nothing of it)
     * @throws BadInput if nothing would be left to do
     */
    default int firstCall(int steps, double strength) {
        int done = steps - (int) Math.min(steps * strength, steps);
        if (!(strength > 0 && strength <= 1) || done >= steps) {
            throw new BadInput(
                    "A strength of {0} leaves nothing of {1} steps to do. Expected above 0 to 1, and strength x steps at least 1. Raise --strength or --steps.",
                    strength, steps);
        }
        return done * callsPerStep();
    }

    /** Frees what the run remembers; a second time does nothing. */
    @Override
    default void close() {}
}
