package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The multistep DPM-Solver: a step along a curve through the outputs of the last two or three calls (Lu et al. 2022,
 * DPM-Solver++, algorithm 2; diffusers' DPMSolverMultistepScheduler).
 */
final class DpmSolverSampler implements VariancePreserving {
    private final DpmSettings settings;
    private final SigmaRun run;
    private final Deque<Tensor> outputs = new ArrayDeque<>(); // newest first

    private DpmSolverSampler(DpmSettings settings, SigmaRun run) {
        this.settings = settings;
        this.run = run;
    }

    static DpmSolverSampler start(ScheduleConfig config, int steps) {
        DpmSettings settings = DpmSettings.of(config);
        SigmaTable table = new SigmaTable(NoiseSchedule.of(config));
        DpmSolverSampler sampler = new DpmSolverSampler(settings, run(config, table, steps));
        sampler.requireFiniteWeights();
        return sampler;
    }

    /** Says at the start what would spoil the end of a long run. */
    private void requireFiniteWeights() {
        for (int call = 0; call < run.calls(); call++) {
            int order = settings.orderAt(call, run.calls(), call + 1);
            DpmWeights weights = weights(call, order);
            boolean second = order < 2 || Float.isFinite(weights.second());
            boolean third = order < 3 || Float.isFinite(weights.third());
            if (!second || !third) {
                throw new BadInput(
                        "The DPM-Solver divides by zero, because two noise levels of the run are equal (final_sigmas_type = sigma_min). Expected final_sigmas_type = zero, or solver_type = midpoint with solver_order = 2. Correct the scheduler_config.json.");
            }
        }
    }

    private static SigmaRun run(ScheduleConfig config, SigmaTable table, int steps) {
        double[] levels;
        double[] timesteps;
        SigmaCurve curve = SigmaCurve.of(config);
        if (curve == SigmaCurve.TIMESTEPS && !config.flag("use_lu_lambdas", false)) {
            timesteps = Spacing.of(config, Spacing.LINSPACE)
                    .multistep(table.timesteps(), visited(config, table), steps, config.integer("steps_offset", 0));
            levels = SigmaRun.levelsAt(timesteps, table);
        } else {
            boolean rounded = curve == SigmaCurve.KARRAS || curve == SigmaCurve.ALIGN_YOUR_STEPS;
            boolean lu = config.flag("use_lu_lambdas", false) && !rounded;
            levels = lu ? evenLambdas(table, steps) : curve.levels(config, table, table.last(), table.first(), steps);
            timesteps = SigmaRun.timestepsOf(levels, table);
            if ((lu || rounded) && BetaCurve.of(config) != BetaCurve.SQUARED_COSINE) {
                timesteps = Arrays.stream(timesteps).map(Math::rint).toArray();
            }
        }
        double[] whole = Arrays.stream(timesteps).map(t -> (long) t).toArray();
        return new SigmaRun(whole, SigmaRun.and(levels, FinalSigma.of(config, table)));
    }

    /** Lu et al. 2022, DPM-Solver, section 3.4: levels at even logarithms. */
    private static double[] evenLambdas(SigmaTable table, int steps) {
        double max = table.log(table.timesteps() - 1);
        double min = table.log(0);
        return Arrays.stream(Numpy.linspace(0, 1, steps))
                .map(part -> Math.exp(max + part * (min - max)))
                .toArray();
    }

    /** How many timesteps have a signal above lambda_min_clipped; cosine schedules have too little in the last ones. */
    private static int visited(ScheduleConfig config, SigmaTable table) {
        float least = (float) config.number("lambda_min_clipped", Double.NEGATIVE_INFINITY);
        int count = table.timesteps();
        while (count > 0 && -table.log(count - 1) < least) {
            count--;
        }
        if (count == 0) {
            throw config.refused(
                    "lambda_min_clipped", Message.of("below {0}, that of the first timestep", -table.log(0)));
        }
        return count;
    }

    @Override
    public SigmaRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        try (Scope scope = new Scope()) {
            remember(converted(output, x, call));
            int order = settings.orderAt(call, run.calls(), outputs.size());
            DpmWeights weights = weights(call, order);
            Tensor next = combined(x, weights, call, order);
            if (settings.algorithm().isStochastic()) {
                next = next.add(random.normal(x.sizes().vec().get()).mul(new Scalar(weights.noise())));
            }
            return scope.keep(next);
        }
    }

    @Override
    public void close() {
        outputs.forEach(Scope::release);
        outputs.clear();
    }

    /** The clean latents or the noise, whichever the integral is of. */
    private Tensor converted(Tensor output, Tensor x, int call) {
        float alpha = run.alpha(call);
        float sigma = run.noise(call);
        if (!settings.algorithm().isOfNoise()) {
            return settings.clipping().apply(settings.prediction().original(output, x, alpha, sigma));
        }
        Tensor eps = settings.prediction().noise(output, x, alpha, sigma);
        if (settings.clipping() instanceof Clipping.None) {
            return eps;
        }
        Tensor x0 = settings.clipping().apply(Prediction.EPSILON.original(eps, x, alpha, sigma));
        return Prediction.SAMPLE.noise(x0, x, alpha, sigma);
    }

    private DpmWeights weights(int call, int order) {
        boolean midpoint = order == 2 && settings.midpoint(); // the rules differ in second order only
        return settings.algorithm().weights(DpmStep.of(run, call, midpoint));
    }

    private void remember(Tensor output) {
        outputs.addFirst(Scope.own(output));
        if (outputs.size() > settings.order()) {
            Scope.release(outputs.removeLast());
        }
    }

    private Tensor combined(Tensor x, DpmWeights weights, int call, int order) {
        Iterator<Tensor> newest = outputs.iterator();
        Tensor m0 = newest.next();
        if (order == 1) {
            return WeightedSum.of(weights.x(), x, weights.first(), m0);
        }
        float h = run.lambda(call + 1) - run.lambda(call);
        float r0 = (run.lambda(call) - run.lambda(call - 1)) / h;
        Tensor m1 = newest.next();
        Tensor recent = m0.sub(m1).mul(new Scalar(1 / r0));
        if (order == 2) {
            return WeightedSum.of(weights.x(), x, weights.first(), m0, weights.second(), recent);
        }
        float r1 = (run.lambda(call - 1) - run.lambda(call - 2)) / h;
        Tensor earlier = m1.sub(newest.next()).mul(new Scalar(1 / r1));
        Tensor change = recent.sub(earlier);
        Tensor slope = recent.add(change.mul(new Scalar(r0 / (r0 + r1))));
        return WeightedSum.of(weights.x(), x, weights.first(), m0, weights.second(), slope)
                .add(change.mul(new Scalar(1 / (r0 + r1))).mul(new Scalar(weights.third())));
    }
}
