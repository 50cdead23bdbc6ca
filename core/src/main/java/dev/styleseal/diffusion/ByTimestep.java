package dev.styleseal.diffusion;

import org.bytedeco.pytorch.Tensor;

/** Samplers that look the noise level up by timestep; latents are {@code sqrt(abar) x0 + sqrt(1 - abar) eps}. */
interface ByTimestep extends Sampler {
    TimestepRun run();

    @Override
    default int calls() {
        return run().calls();
    }

    @Override
    default double timestep(int call) {
        return run().timestep(call);
    }

    @Override
    default double initialNoiseScale() {
        return 1;
    }

    @Override
    default Tensor addNoise(Tensor x0, Tensor noise, int call) {
        return WeightedSum.of(run().alpha(call), x0, run().sigma(call), noise);
    }

    @Override
    default Tensor scaleInput(Tensor x, int call) {
        return x;
    }
}
