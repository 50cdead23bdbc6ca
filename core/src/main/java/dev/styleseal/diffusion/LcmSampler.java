package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * For networks distilled to see the end from anywhere: straight to the clean latents, and fresh noise back to the next
 * level (Luo et al. 2023, Latent Consistency Models, algorithm 3 and appendix; diffusers' LCMScheduler).
 */
final class LcmSampler implements ByTimestep {
    /** Variance of the data that the boundary condition is written for, half squared (Luo et al. 2023, section 4.1). */
    private static final float DATA_VARIANCE = 0.25f;

    private final TimestepRun run;
    private final Prediction prediction;
    private final Clipping clipping;
    private final float scaling;

    private LcmSampler(TimestepRun run, Prediction prediction, Clipping clipping, float scaling) {
        this.run = run;
        this.prediction = prediction;
        this.clipping = clipping;
        this.scaling = scaling;
    }

    static LcmSampler start(ScheduleConfig given, int steps) {
        ScheduleConfig config =
                given.orElse("beta_start", 0.00085).orElse("beta_end", 0.012).orElse("beta_schedule", "scaled_linear");
        Prediction prediction = Prediction.of(config);
        NoiseSchedule schedule = NoiseSchedule.of(config);
        TimestepRun run = new TimestepRun(schedule, timesteps(config, schedule.timesteps(), steps));
        run.requireSignal(prediction);
        float scaling = (float) config.number("timestep_scaling", 10);
        return new LcmSampler(run, prediction, Clipping.of(config, false), scaling);
    }

    /** Evenly from the timesteps the network was distilled at. */
    private static int[] timesteps(ScheduleConfig config, int all, int steps) {
        int distilled = config.integer("original_inference_steps", 50);
        if (distilled < 1 || distilled > all) {
            throw config.refused("original_inference_steps", Message.of("1 to {0}", all));
        }
        if (steps > distilled) {
            throw new BadInput(
                    "{0} steps are too many for the sampler lcm with original_inference_steps = {1}. Expected at most {1}, usually 4 to 8. Lower --steps.",
                    steps, distilled);
        }
        int[] timesteps = new int[steps];
        double stride = distilled / (double) steps;
        for (int i = 0; i < steps; i++) {
            timesteps[i] = (distilled - (int) Math.floor(i * stride)) * (all / distilled) - 1;
        }
        return timesteps;
    }

    @Override
    public TimestepRun run() {
        return run;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float t = run.timestep(call) * scaling;
        float sum = t * t + DATA_VARIANCE;
        try (Scope scope = new Scope()) {
            Tensor x0 = clipping.apply(prediction.original(output, x, run.alpha(call), run.sigma(call)));
            Tensor clean = WeightedSum.of(t / (float) Math.sqrt(sum), x0, DATA_VARIANCE / sum, x);
            if (call == run.calls() - 1) {
                return scope.keep(clean);
            }
            Tensor noise = random.normal(x.sizes().vec().get());
            return scope.keep(addNoise(clean, noise, call + 1));
        }
    }
}
