package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * From the predicted clean latents straight to the previous noise level (Song et al. 2020, Denoising Diffusion Implicit
 * Models, equation 12 with eta 0; diffusers' DDIMScheduler).
 */
final class DdimSampler implements ByTimestep {
    private final TimestepRun run;
    private final Prediction prediction;
    private final Clipping clipping;
    private final float signalAtTheEnd;
    private final int stride;

    private DdimSampler(TimestepRun run, Prediction prediction, Clipping clipping, float signalAtTheEnd, int stride) {
        this.run = run;
        this.prediction = prediction;
        this.clipping = clipping;
        this.signalAtTheEnd = signalAtTheEnd;
        this.stride = stride;
    }

    static DdimSampler start(ScheduleConfig config, int steps) {
        Prediction prediction = Prediction.of(config);
        TimestepRun run = TimestepRun.of(config, Spacing.LEADING, steps);
        run.requireSignal(prediction);
        float end = config.flag("set_alpha_to_one", true) ? 1 : run.schedule().signal(0);
        int stride = run.schedule().timesteps() / steps;
        return new DdimSampler(run, prediction, Clipping.of(config, true), end, stride);
    }

    @Override
    public TimestepRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        int previous = run.timestep(call) - stride;
        float left = previous >= 0 ? run.schedule().signal(previous) : signalAtTheEnd;
        float alpha = run.alpha(call);
        float sigma = run.sigma(call);
        try (Scope scope = new Scope()) {
            Tensor x0 = clipping.apply(prediction.original(output, x, alpha, sigma));
            Tensor eps = prediction.noise(output, x, alpha, sigma);
            return scope.keep(WeightedSum.of((float) Math.sqrt(left), x0, (float) Math.sqrt(1 - left), eps));
        }
    }
}
