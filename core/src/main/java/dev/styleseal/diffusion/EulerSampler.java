package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Euler's method: a straight step along the slope to the next noise level (Karras et al. 2022, Elucidating the Design
 * Space, algorithm 2 without churn and correction; diffusers' EulerDiscreteScheduler).
 */
final class EulerSampler implements VarianceExploding {
    private final Prediction prediction;
    private final SigmaRun run;
    private final Spacing spacing;

    private EulerSampler(Prediction prediction, SigmaRun run, Spacing spacing) {
        this.prediction = prediction;
        this.run = run;
        this.spacing = spacing;
    }

    static EulerSampler start(ScheduleConfig config, int steps) {
        config.requireFalse("thresholding");
        Prediction prediction = Prediction.of(config);
        SigmaTable table = new SigmaTable(NoiseSchedule.of(config));
        Spacing spacing = Spacing.of(config, Spacing.LINSPACE);
        SigmaRun run = run(config, table, spacing, steps);
        return new EulerSampler(prediction, isContinuous(config, prediction) ? byLogarithm(run) : run, spacing);
    }

    private static SigmaRun run(ScheduleConfig config, SigmaTable table, Spacing spacing, int steps) {
        double[] timesteps = spacing.timesteps(table.timesteps(), steps, config.integer("steps_offset", 0));
        double[] levels = interpolated(config, table, timesteps);
        SigmaCurve curve = SigmaCurve.of(config);
        if (curve != SigmaCurve.TIMESTEPS) {
            levels = curve.levels(config, table, levels[0], levels[levels.length - 1], timesteps.length);
            timesteps = SigmaRun.timestepsOf(levels, table);
        }
        return new SigmaRun(SigmaRun.single(timesteps), SigmaRun.and(levels, FinalSigma.of(config, table)));
    }

    private static double[] interpolated(ScheduleConfig config, SigmaTable table, double[] timesteps) {
        String kind = config.text("interpolation_type", "linear");
        return switch (kind) {
            case "linear" -> SigmaRun.levelsAt(timesteps, table);
            case "log_linear" -> {
                double[] logs = Numpy.linspace(table.log(table.timesteps() - 1), table.log(0), timesteps.length + 1);
                yield Arrays.stream(logs)
                        .map(log -> (float) Math.exp((float) log))
                        .toArray();
            }
            default -> throw config.refused("interpolation_type", "linear, log_linear");
        };
    }

    private static boolean isContinuous(ScheduleConfig config, Prediction prediction) {
        String type = config.text("timestep_type", "discrete");
        if (!type.equals("discrete") && !type.equals("continuous")) {
            throw config.refused("timestep_type", "discrete, continuous");
        }
        return type.equals("continuous") && prediction == Prediction.V; // diffusers ignores it for the others
    }

    /** Networks trained on continuous time take a quarter of the logarithm of sigma for the timestep. */
    private static SigmaRun byLogarithm(SigmaRun run) {
        double[] timesteps = new double[run.calls()];
        double[] levels = new double[run.sigmas().length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = run.sigma(i);
        }
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = 0.25f * (float) Math.log(run.sigma(i));
        }
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
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float sigma = run.sigma(call);
        try (Scope scope = new Scope()) {
            Tensor slope = x.sub(prediction.original(output, x, sigma)).div(new Scalar(sigma));
            return scope.keep(x.add(slope.mul(new Scalar(run.sigma(call + 1) - sigma))));
        }
    }
}
