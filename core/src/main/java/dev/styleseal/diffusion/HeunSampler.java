package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Heun's method: an Euler step, and from where it leads the mean of both slopes (Karras et al. 2022, Elucidating the
 * Design Space, algorithm 1; diffusers' HeunDiscreteScheduler). Two calls a step, one for the last.
 */
final class HeunSampler implements VarianceExploding {
    private final Prediction prediction;
    private final SigmaRun run;
    private final Spacing spacing;
    private final Clipping clipping;
    private final Deque<Tensor> begun = new ArrayDeque<>(); // latents and slope of a step that is half done

    private HeunSampler(Prediction prediction, SigmaRun run, Spacing spacing, Clipping clipping) {
        this.prediction = prediction;
        this.run = run;
        this.spacing = spacing;
        this.clipping = clipping;
    }

    static HeunSampler start(ScheduleConfig given, int steps) {
        given.requireFalse("rescale_betas_zero_snr");
        given.requireFalse("thresholding");
        ScheduleConfig config = given.orElse("beta_start", 0.00085).orElse("beta_end", 0.012);
        SigmaTable table = new SigmaTable(NoiseSchedule.of(config));
        Spacing spacing = Spacing.of(config, Spacing.LINSPACE);
        SigmaRun single = SigmaRun.fractional(config, table, spacing, steps);
        return new HeunSampler(Prediction.of(config), doubled(single), spacing, Clipping.of(config, false));
    }

    private static SigmaRun doubled(SigmaRun run) {
        double[] timesteps = new double[2 * run.calls() - 1];
        double[] levels = new double[2 * run.calls()];
        Arrays.setAll(timesteps, i -> run.timestep((i + 1) / 2));
        Arrays.setAll(levels, i -> run.sigma((i + 1) / 2));
        return new SigmaRun(timesteps, levels);
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
    public int callsPerStep() {
        return 2;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float sigma = run.sigma(call);
        try (Scope scope = new Scope()) {
            Tensor x0 = clipping.apply(prediction.original(output, x, sigma));
            Tensor slope = x.sub(x0).div(new Scalar(sigma));
            return scope.keep(begun.isEmpty() ? begin(x, slope, call) : finish(slope, call));
        }
    }

    @Override
    public void close() {
        begun.forEach(Scope::release);
        begun.clear();
    }

    private Tensor begin(Tensor x, Tensor slope, int call) {
        if (call < run.calls() - 1) {
            begun.add(Scope.own(x));
            begun.add(Scope.own(slope));
        }
        return x.add(slope.mul(new Scalar(run.sigma(call + 1) - run.sigma(call))));
    }

    private Tensor finish(Tensor slope, int call) {
        Tensor x = begun.getFirst();
        Tensor mean = begun.getLast().add(slope).div(new Scalar(2.0));
        Tensor next = x.add(mean.mul(new Scalar(run.sigma(call) - run.sigma(call - 1))));
        close();
        return next;
    }
}
