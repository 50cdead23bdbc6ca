package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import java.util.Arrays;
import java.util.Locale;

/**
 * The timesteps of one run of a sampler that looks its noise levels up by timestep; latents there are {@code sqrt(abar)
 * x0 + sqrt(1 - abar) eps}. Immutable.
 */
final class TimestepRun {
    private final NoiseSchedule schedule;
    private final int[] timesteps;

    /** Descending timesteps of {@code schedule}. */
    TimestepRun(NoiseSchedule schedule, int[] timesteps) {
        this.schedule = schedule;
        this.timesteps = timesteps;
    }

    /** What the config says, with the sampler's own default spacing. */
    static TimestepRun of(ScheduleConfig config, Spacing missing, int steps) {
        NoiseSchedule schedule = NoiseSchedule.of(config);
        if (steps > schedule.timesteps()) {
            throw new BadInput(
                    "{0} steps are more than the {1} timesteps the model was trained with. Expected at most {1}. Lower --steps.",
                    steps, schedule.timesteps());
        }
        Spacing spacing = Spacing.of(config, missing);
        double[] places = spacing.timesteps(schedule.timesteps(), steps, config.integer("steps_offset", 0));
        int[] timesteps =
                Arrays.stream(places).mapToInt(t -> (int) Math.rint(t)).toArray();
        if (timesteps[0] >= schedule.timesteps() || timesteps[timesteps.length - 1] < 0) {
            throw new BadInput(
                    "{0} steps with timestep_spacing = {1} and steps_offset = {2} begin at timestep {3}. Expected 0 to {4}. Lower --steps by one, or correct steps_offset.",
                    steps,
                    spacing.name().toLowerCase(Locale.ROOT),
                    config.integer("steps_offset", 0),
                    timesteps[0],
                    schedule.timesteps() - 1);
        }
        return new TimestepRun(schedule, timesteps);
    }

    /** These timesteps with the second of them twice. */
    TimestepRun withSecondTwice() {
        int[] more = new int[timesteps.length == 1 ? 1 : timesteps.length + 1];
        Arrays.setAll(more, i -> timesteps[i < 2 ? i : i - 1]);
        return new TimestepRun(schedule, more);
    }

    /** Refuses to look for a picture behind predicted noise where there is nothing but noise. */
    void requireSignal(Prediction prediction) {
        if (prediction == Prediction.EPSILON && signal(0) == 0) {
            throw new BadInput(
                    "A model that predicts noise (prediction_type = epsilon) cannot start from noise alone (rescale_betas_zero_snr = true). Expected v_prediction. Correct the scheduler_config.json, or choose timestep_spacing = leading.");
        }
    }

    NoiseSchedule schedule() {
        return schedule;
    }

    int calls() {
        return timesteps.length;
    }

    int timestep(int call) {
        return timesteps[call];
    }

    /** {@code abar} at a call. */
    float signal(int call) {
        return schedule.signal(timesteps[call]);
    }

    /** {@code sqrt(abar)} at a call. */
    float alpha(int call) {
        return (float) Math.sqrt(signal(call));
    }

    /** {@code sqrt(1 - abar)} at a call. */
    float sigma(int call) {
        return (float) Math.sqrt(1 - signal(call));
    }
}
