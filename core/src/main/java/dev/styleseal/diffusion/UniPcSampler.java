package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A multistep predictor whose every result is corrected by the next call, which was going to be made anyway (Zhao et
 * al. 2023, UniPC, algorithms 1 and 2; diffusers' UniPCMultistepScheduler).
 */
final class UniPcSampler implements VariancePreserving {
    private final UniPcSettings settings;
    private final SigmaRun run;
    private final List<Tensor> outputs = new ArrayList<>(); // newest last
    private final Deque<Tensor> before = new ArrayDeque<>(); // the latents that the last step started from
    private int lastOrder;

    private UniPcSampler(UniPcSettings settings, SigmaRun run) {
        this.settings = settings;
        this.run = run;
    }

    static UniPcSampler start(ScheduleConfig config, int steps) {
        UniPcSettings settings = UniPcSettings.of(config);
        SigmaRun run = run(config, new SigmaTable(NoiseSchedule.of(config)), steps);
        for (int call = 0; call < run.calls(); call++) { // says at the start what would spoil the end of a long run
            UniPcStep.of(run, call, settings.orderAt(call, run.calls(), call + 1), settings);
        }
        return new UniPcSampler(settings, run);
    }

    private static SigmaRun run(ScheduleConfig config, SigmaTable table, int steps) {
        SigmaCurve curve = SigmaCurve.of(config);
        double end = FinalSigma.of(config, table);
        if (curve == SigmaCurve.TIMESTEPS) {
            double[] timesteps = Spacing.of(config, Spacing.LINSPACE)
                    .multistep(table.timesteps(), table.timesteps(), steps, config.integer("steps_offset", 0));
            return new SigmaRun(timesteps, SigmaRun.and(SigmaRun.levelsAt(timesteps, table), end));
        }
        boolean rounded = curve == SigmaCurve.KARRAS || curve == SigmaCurve.ALIGN_YOUR_STEPS;
        double[] levels = curve.levels(config, table, table.last(), table.first(), steps);
        double[] timesteps = Arrays.stream(SigmaRun.timestepsOf(levels, table))
                .map(t -> rounded ? Math.rint(t) : (long) t)
                .toArray();
        return new SigmaRun(timesteps, SigmaRun.and(levels, end == 0 ? 0 : levels[levels.length - 1]));
    }

    @Override
    public SigmaRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        try (Scope scope = new Scope()) {
            Tensor newest = converted(output, x, call);
            boolean corrects = !before.isEmpty() && !settings.uncorrected().contains(call - 1);
            Tensor start = corrects ? corrected(newest, call) : x;
            remember(newest, start);
            lastOrder = settings.orderAt(call, run.calls(), outputs.size());
            UniPcStep step = UniPcStep.of(run, call, lastOrder, settings);
            return scope.keep(step.moved(start, differences(step), step.predictorWeights()));
        }
    }

    @Override
    public void close() {
        outputs.forEach(Scope::release);
        outputs.clear();
        before.forEach(Scope::release);
        before.clear();
    }

    /** The result of the call before, with what the network says about it. */
    private Tensor corrected(Tensor newest, int call) {
        UniPcStep step = UniPcStep.of(run, call - 1, lastOrder, settings);
        List<Tensor> terms = differences(step);
        terms.add(newest.sub(terms.get(0)));
        return step.moved(before.getFirst(), terms, step.correctorWeights());
    }

    /** The newest output, and after it the slopes to the older ones that the step uses. */
    private List<Tensor> differences(UniPcStep step) {
        Tensor m0 = outputs.get(outputs.size() - 1);
        List<Tensor> terms = new ArrayList<>(List.of(m0));
        for (int back = 1; back < step.order(); back++) {
            Tensor older = outputs.get(outputs.size() - 1 - back);
            terms.add(older.sub(m0).div(new Scalar(step.ratio(back))));
        }
        return terms;
    }

    private void remember(Tensor output, Tensor x) {
        outputs.add(Scope.own(output));
        if (outputs.size() > settings.order()) {
            Scope.release(outputs.remove(0));
        }
        before.addFirst(Scope.own(x));
        if (before.size() > 1) {
            Scope.release(before.removeLast());
        }
    }

    private Tensor converted(Tensor output, Tensor x, int call) {
        float alpha = run.alpha(call);
        float sigma = run.noise(call);
        return settings.ofData()
                ? settings.clipping().apply(settings.prediction().original(output, x, alpha, sigma))
                : settings.prediction().noise(output, x, alpha, sigma);
    }
}
