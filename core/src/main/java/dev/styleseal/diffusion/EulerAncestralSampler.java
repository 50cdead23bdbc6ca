package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Euler's method a little further than the next noise level, and fresh noise back up to it (Crowson, k-diffusion,
 * sample_euler_ancestral; diffusers' EulerAncestralDiscreteScheduler).
 */
final class EulerAncestralSampler implements VarianceExploding {
    private final Prediction prediction;
    private final SigmaRun run;
    private final Spacing spacing;

    private EulerAncestralSampler(Prediction prediction, SigmaRun run, Spacing spacing) {
        this.prediction = prediction;
        this.run = run;
        this.spacing = spacing;
    }

    static EulerAncestralSampler start(ScheduleConfig config, int steps) {
        config.requireFalse("thresholding");
        Prediction prediction = Prediction.of(config, Prediction.EPSILON, Prediction.V);
        SigmaTable table = new SigmaTable(NoiseSchedule.of(config));
        Spacing spacing = Spacing.of(config, Spacing.LINSPACE);
        double[] timesteps = spacing.timesteps(table.timesteps(), steps, config.integer("steps_offset", 0));
        SigmaRun run = new SigmaRun(SigmaRun.single(timesteps), SigmaRun.and(SigmaRun.levelsAt(timesteps, table), 0));
        return new EulerAncestralSampler(prediction, run, spacing);
    }

    @Override
    public SigmaRun run() {
        return run;
    }

    @Override
    public Spacing spacing() {
        return spacing;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float from = run.sigma(call);
        float to = run.sigma(call + 1);
        float up = (float) Math.sqrt(to * to * (from * from - to * to) / (from * from));
        float down = (float) Math.sqrt(to * to - up * up);
        try (Scope scope = new Scope()) {
            Tensor slope = x.sub(prediction.original(output, x, from)).div(new Scalar(from));
            Tensor noise = random.normal(x.sizes().vec().get());
            return scope.keep(x.add(slope.mul(new Scalar(down - from))).add(noise.mul(new Scalar(up))));
        }
    }
}
