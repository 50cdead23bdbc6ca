package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Samplers whose latents are {@code x0 + sigma eps}: they grow with the noise, so the network sees them divided by
 * {@code sqrt(sigma^2 + 1)}, which has the variance it was trained on.
 */
interface VarianceExploding extends Sampler {
    SigmaRun run();

    /** Leading runs do not begin at the last timestep, where there is nothing but noise. */
    Spacing spacing();

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
        float most = run().largest();
        return spacing() == Spacing.LEADING ? (float) Math.sqrt(most * most + 1) : most;
    }

    @Override
    default Tensor addNoise(Tensor x0, Tensor noise, int call) {
        try (Scope scope = new Scope()) {
            return scope.keep(x0.add(noise.mul(new Scalar(run().sigma(call)))));
        }
    }

    @Override
    default Tensor scaleInput(Tensor x, int call) {
        float sigma = run().sigma(call);
        try (Scope scope = new Scope()) {
            return scope.keep(x.div(new Scalar((float) Math.sqrt(sigma * sigma + 1))));
        }
    }
}
