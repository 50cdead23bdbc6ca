package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A draw from the posterior of the previous noise level (Ho et al. 2020, Denoising Diffusion Probabilistic Models,
 * equations 6 and 7; diffusers' DDPMScheduler).
 */
final class DdpmSampler implements ByTimestep {
    /** The least variance, so that it has a logarithm (diffusers). */
    private static final float LEAST = 1e-20f;

    private enum Variance {
        SMALL,
        SMALL_BY_LOGARITHM,
        LARGE
    }

    private final TimestepRun run;
    private final Prediction prediction;
    private final Clipping clipping;
    private final Variance variance;

    private DdpmSampler(TimestepRun run, Prediction prediction, Clipping clipping, Variance variance) {
        this.run = run;
        this.prediction = prediction;
        this.clipping = clipping;
        this.variance = variance;
    }

    static DdpmSampler start(ScheduleConfig config, int steps) {
        Prediction prediction = Prediction.of(config);
        TimestepRun run = TimestepRun.of(config, Spacing.LEADING, steps);
        run.requireSignal(prediction);
        return new DdpmSampler(run, prediction, Clipping.of(config, true), variance(config));
    }

    private static Variance variance(ScheduleConfig config) {
        String small = "fixed_small";
        return switch (config.isNull("variance_type") ? small : config.text("variance_type", small)) {
            case "fixed_small" -> Variance.SMALL;
            case "fixed_small_log" -> Variance.SMALL_BY_LOGARITHM;
            case "fixed_large" -> Variance.LARGE;
            default -> throw config.refused("variance_type", "fixed_small, fixed_small_log, fixed_large");
        };
    }

    @Override
    public TimestepRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float now = run.signal(call);
        float before = call + 1 < run.calls() ? run.signal(call + 1) : 1;
        float alpha = now / before;
        float beta = 1 - alpha;
        float toX0 = (float) Math.sqrt(before) * beta / (1 - now);
        float toX = (float) Math.sqrt(alpha) * (1 - before) / (1 - now);
        try (Scope scope = new Scope()) {
            Tensor x0 = clipping.apply(prediction.original(output, x, run.alpha(call), run.sigma(call)));
            Tensor mean = WeightedSum.of(toX0, x0, toX, x);
            if (run.timestep(call) == 0) {
                return scope.keep(mean);
            }
            float small = Math.max((1 - before) / (1 - now) * beta, LEAST);
            Tensor noise = random.normal(x.sizes().vec().get());
            return scope.keep(mean.add(noise.mul(new Scalar(deviation(small, beta)))));
        }
    }

    private float deviation(float small, float large) {
        return switch (variance) {
            case SMALL -> (float) Math.sqrt(small);
            case SMALL_BY_LOGARITHM -> (float) Math.exp(0.5f * (float) Math.log(small));
            case LARGE -> (float) Math.sqrt(large);
        };
    }
}
