package dev.styleseal.diffusion;

import org.bytedeco.pytorch.Tensor;

/** Samplers that count in sigmas but whose latents keep variance 1, {@code alpha x0 + alpha sigma eps}. */
interface VariancePreserving extends Sampler {
    SigmaRun run();

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
        return WeightedSum.of(run().alpha(call), x0, run().noise(call), noise);
    }

    @Override
    default Tensor scaleInput(Tensor x, int call) {
        return x;
    }
}
