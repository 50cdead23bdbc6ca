package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * Turns minutes into steps, so that the whole command ends on time with a finished schedule. Pure arithmetic.
 *
 * @param wishes with {@link Setting#MINUTES}
 * @param base that is trained on
 */
record TimeBudget(Settings wishes, TrainingBase base) {
    /** Share of what is left that stays in reserve: steps differ by about as much from run to run on one machine. */
    static final double MARGIN = 0.03;

    private static final double NANOS_PER_MINUTE = 60e9;

    /**
     * The plan for as many steps as fit, at least 1.
     *
     * @param first the plan of everything but the number of steps
     * @param agenda what a run of so many steps does beside them
     * @param spent since the command began
     * @throws BadInput if the minutes are over already
     */
    Plan fitted(Plan first, Rehearsal measured, IntFunction<Agenda> agenda, Duration spent) {
        double minutes = wishes.number(Setting.MINUTES);
        double left = minutes * NANOS_PER_MINUTE - spent.toNanos();
        if (left <= 0) {
            throw new BadInput(
                    "--minutes is {0}, and {1} minutes went by before the first step: for loading the base, encoding the pictures and the pre-flight. Expected time that is left for training. Give more --minutes, or --steps instead.",
                    minutes, Figure.decimal(spent.toNanos() / NANOS_PER_MINUTE, 1));
        }
        int steps = steps(measured, agenda, (1 - MARGIN) * left);
        Settings fixed = wishes.without(Setting.MINUTES).with(Setting.STEPS, steps);
        return Recipe.plan(fixed, base, first.pictures())
                .because(
                        Setting.STEPS,
                        Message.of(
                                "what fits into {0} minutes: {1} s had gone by, a step takes {2} s, all else {3} s, and {4} % of the rest stay in reserve",
                                minutes,
                                seconds(spent, 0),
                                seconds(measured.speed().step(), 3),
                                seconds(measured.beside(agenda.apply(steps)), 0),
                                Math.round(100 * MARGIN)));
    }

    private static Figure seconds(Duration duration, int digits) {
        return Figure.decimal(duration.toNanos() / 1e9, digits);
    }

    /** A number of steps that fits while one more does not. */
    private static int steps(Rehearsal measured, IntFunction<Agenda> agenda, double nanos) {
        double most = nanos / Math.max(1, measured.speed().step().toNanos());
        int fits = 1;
        int tooMany = (int) Math.min(Integer.MAX_VALUE - 1, most) + 1;
        while (tooMany - fits > 1) {
            int middle = fits + (tooMany - fits) / 2;
            if (measured.total(middle, agenda.apply(middle)).toNanos() <= nanos) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }
}
