package dev.styleseal.run;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.train.TrainListener;
import java.util.Arrays;
import java.util.Optional;

/** Turns minutes into steps by running a few steps for real, on an adapter that is thrown away. */
final class SpeedProbe {
    private static final int STEPS = 4;
    private static final int WARM_UP = 1; // the first step pays for memory and kernels
    private static final double SECONDS_PER_MINUTE = 60;

    private SpeedProbe() {}

    /** The plan for as many steps as fit into the minutes that were wished for, at least 1. */
    static Plan fitted(StableDiffusion model, Settings wishes, Plan first, Lessons lessons, Cancellation cancellation) {
        double seconds = secondsPerStep(model, first, lessons, cancellation);
        double minutes = wishes.number(Setting.MINUTES);
        int steps = (int) Math.max(1, Math.min(Integer.MAX_VALUE, minutes * SECONDS_PER_MINUTE / seconds));
        Settings fixed = wishes.without(Setting.MINUTES).with(Setting.STEPS, steps);
        return Recipe.plan(fixed, TrainingBase.of(model), first.pictures())
                .because(
                        Setting.STEPS,
                        Message.of(
                                "what fits into {0} minutes at {1} s a step, measured",
                                minutes, Figure.decimal(seconds, 3)));
    }

    private static double secondsPerStep(StableDiffusion model, Plan plan, Lessons lessons, Cancellation cancellation) {
        long[] ends = new long[STEPS];
        int[] done = {0};
        try (Training training = new Training(model, plan.withSteps(STEPS), lessons, Optional.empty())) {
            TrainListener clock = report -> {
                ends[done[0]++] = System.nanoTime();
                return true;
            };
            training.trainer().run(clock, cancellation);
        }
        cancellation.check();
        long[] steps = new long[STEPS - WARM_UP];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = ends[i + WARM_UP] - ends[i + WARM_UP - 1];
        }
        Arrays.sort(steps);
        return steps[steps.length / 2] / 1e9;
    }
}
