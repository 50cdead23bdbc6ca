package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear multistep method on the predicted noise, also known as PLMS (Liu et al. 2022, Pseudo Numerical Methods for
 * Diffusion Models on Manifolds, equations 9 and 12; diffusers' PNDMScheduler with skip_prk_steps, as Stable Diffusion
 * has it: the second step is done twice instead of a Runge-Kutta start).
 */
final class PndmSampler implements ByTimestep {
    private static final int MOST_OUTPUTS = 4;

    private final TimestepRun run;
    private final Prediction prediction;
    private final float signalAtTheEnd;
    private final int stride;
    private final List<Tensor> outputs = new ArrayList<>(); // newest last
    private final List<Tensor> first = new ArrayList<>(); // the latents before the first call, until it is repeated
    private int done;

    private PndmSampler(TimestepRun run, Prediction prediction, float signalAtTheEnd, int stride) {
        this.run = run;
        this.prediction = prediction;
        this.signalAtTheEnd = signalAtTheEnd;
        this.stride = stride;
    }

    static PndmSampler start(ScheduleConfig config, int steps) {
        config.requireFalse("rescale_betas_zero_snr");
        config.requireFalse("thresholding");
        if (!config.flag("skip_prk_steps", true)) {
            throw config.refused("skip_prk_steps", "true");
        }
        Prediction prediction = Prediction.of(config, Prediction.EPSILON, Prediction.V);
        TimestepRun run = TimestepRun.of(config, Spacing.LEADING, steps);
        NoiseSchedule schedule = run.schedule();
        float end = config.flag("set_alpha_to_one", false) ? 1 : schedule.signal(0);
        return new PndmSampler(run.withSecondTwice(), prediction, end, schedule.timesteps() / steps);
    }

    @Override
    public TimestepRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        try (Scope scope = new Scope()) {
            boolean repeats = done == 1;
            if (!repeats) {
                remember(output);
            }
            if (done == 0) {
                first.add(Scope.own(x));
            }
            done++;
            int from = run.timestep(call) + (repeats ? stride : 0);
            if (!repeats) {
                return scope.keep(transferred(x, combined(), from));
            }
            Tensor mean = output.add(outputs.get(0)).div(new Scalar(2.0));
            Tensor next = transferred(first.get(0), mean, from);
            Scope.release(first.remove(0));
            return scope.keep(next);
        }
    }

    @Override
    public void close() {
        outputs.forEach(Scope::release);
        outputs.clear();
        first.forEach(Scope::release);
        first.clear();
    }

    private void remember(Tensor output) {
        outputs.add(Scope.own(output));
        if (outputs.size() > MOST_OUTPUTS) {
            Scope.release(outputs.remove(0));
        }
    }

    /** Adams and Bashforth's formulas of order 1 to 4. */
    private Tensor combined() {
        return switch (outputs.size()) {
            case 1 -> newest(1);
            case 2 -> WeightedSum.of(3, newest(1), -1, newest(2)).div(new Scalar(2.0));
            case 3 ->
                WeightedSum.of(23, newest(1), -16, newest(2), 5, newest(3)).div(new Scalar(12.0));
            default ->
                WeightedSum.of(55, newest(1), -59, newest(2), 37, newest(3))
                        .sub(newest(4).mul(new Scalar(9.0)))
                        .mul(new Scalar(1 / 24.0));
        };
    }

    private Tensor newest(int back) {
        return outputs.get(outputs.size() - back);
    }

    /** Equation 9: latents at timestep {@code from} moved a stride along the noise that {@code output} implies. */
    private Tensor transferred(Tensor x, Tensor output, int from) {
        float now = run.schedule().signal(from);
        float before = from >= stride ? run.schedule().signal(from - stride) : signalAtTheEnd;
        float rest = 1 - now;
        Tensor eps = prediction.noise(output, x, (float) Math.sqrt(now), (float) Math.sqrt(rest));
        float divisor = now * (float) Math.sqrt(1 - before) + (float) Math.sqrt(now * rest * before);
        return x.mul(new Scalar((float) Math.sqrt(before / now)))
                .sub(eps.mul(new Scalar(before - now)).div(new Scalar(divisor)));
    }
}
