package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How often a training looks at itself: planned so that evaluations and previews together take at most {@value #PERCENT} %
 * of the time, unless somebody wished for more.
 *
 * @param evaluateEvery steps between evaluations, beside one of the base and one at the end; 0 for none at all
 * @param previewEvery steps between rounds of previews, beside one of the base; 0 for none at all
 * @param evaluateReason for people
 * @param previewReason for people
 * @param share of the time of steps, evaluations and previews that the latter two take, 0 to 1
 */
public record Cadence(
        int evaluateEvery, int previewEvery, Message evaluateReason, Message previewReason, double share) {
    static final int PERCENT = 15;

    private static final double MOST = PERCENT / 100.0;
    private static final int EVALUATIONS = 12; // a tenth or twelfth of the run is as exact as a choice has to be
    private static final int PREVIEWS = 4;
    /** What wished previews leave to evaluations in any case: without those there is no choice. */
    private static final double KEPT_FOR_EVALUATIONS = 1 / 3.0;

    /**
     * Plans from measured durations.
     *
     * @param steps of the run, at least 1
     * @param speed zero for what the run does not do
     * @param evaluateEvery the wish, 0 for none; empty to derive it
     * @param previewEvery the same of previews
     * @throws BadInput if a wish is below 0
     */
    public static Cadence of(int steps, Preflight.Speed speed, OptionalInt evaluateEvery, OptionalInt previewEvery) {
        requireWish("--evaluate-every", evaluateEvery);
        requireWish("--preview-every", previewEvery);
        double training = seconds(speed.step()) * steps;
        double budget = training * MOST / (1 - MOST);
        Task evaluation = new Task(seconds(speed.evaluation()), true, EVALUATIONS, "--evaluate-every", training);
        Task preview = new Task(seconds(speed.preview()), false, PREVIEWS, "--preview-every", training);
        double wished = previewEvery.isPresent() ? preview.cost(steps, previewEvery.getAsInt()) : 0;
        double first = Math.max(budget - wished, budget * KEPT_FOR_EVALUATIONS);
        int evaluate = evaluateEvery.orElseGet(() -> evaluation.every(steps, first));
        double left = budget - evaluation.cost(steps, evaluate);
        int paint = previewEvery.orElseGet(() -> preview.every(steps, left));
        double checks = evaluation.cost(steps, evaluate) + preview.cost(steps, paint);
        return new Cadence(
                evaluate,
                paint,
                evaluation.reason(steps, evaluate, evaluateEvery.isPresent()),
                preview.reason(steps, paint, previewEvery.isPresent()),
                checks == 0 ? 0 : checks / (checks + training));
    }

    private static void requireWish(String option, OptionalInt wish) {
        if (wish.isPresent() && wish.getAsInt() < 0) {
            throw new BadInput(
                    "{0} is {1}. Expected a number of steps, or 0 for none. Leave it out to have it derived.",
                    option, wish.getAsInt());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Whether to measure after so many of the run's steps; at step 0 and at the end too. */
    public boolean evaluates(int step, int steps) {
        return evaluateEvery > 0 && (step % evaluateEvery == 0 || step == steps);
    }

    /** Whether to paint previews after so many steps; at step 0 too. */
    public boolean previews(int step) {
        return previewEvery > 0 && step % previewEvery == 0;
    }

    /** A description that wishes for what was planned here, and for nothing that then has no effect. */
    RunDescription in(RunDescription description) {
        RunDescription wished =
                description.with(RunKey.EVALUATE_EVERY, evaluateEvery).with(RunKey.PREVIEW_EVERY, previewEvery);
        if (previewEvery == 0) {
            wished = wished.without(RunKey.PREVIEW_PROMPT);
        }
        return evaluateEvery == 0 ? wished.without(RunKey.EARLY_STOP) : wished;
    }

    /** What to tell the user if their wishes take more than the share that would have been planned. */
    public Optional<Message> warning() {
        return share <= MOST
                ? Optional.empty()
                : Optional.of(Message.of(
                        "Evaluations and previews will take {0} % of the time; {1} % is customary. Larger --evaluate-every or --preview-every leave more of it to learning.",
                        Figure.decimal(100 * share, 1), PERCENT));
    }

    /**
     * Something that is done now and then.
     *
     * @param seconds it takes once
     * @param atTheEnd whether it is also done after a last step that is no multiple
     * @param aim the most rounds after that of step 0
     * @param option by which it can be wished for
     * @param training seconds of all steps
     */
    private record Task(double seconds, boolean atTheEnd, int aim, String option, double training) {
        /** How often, with the round of step 0. */
        private int times(int steps, int every) {
            return every == 0 ? 0 : 1 + steps / every + (atTheEnd && steps % every != 0 ? 1 : 0);
        }

        double cost(int steps, int every) {
            return times(steps, every) * seconds;
        }

        /** Steps between rounds so that they fit into {@code budget} seconds, 0 if not even two do. */
        int every(int steps, double budget) {
            int most = seconds == 0 ? 0 : (int) Math.min(aim, Math.floor(budget / seconds) - 1);
            return most < 1 ? 0 : FriendlyStep.of(steps, most);
        }

        Message reason(int steps, int every, boolean wished) {
            if (every == 0) {
                return none(wished);
            }
            int times = times(steps, every);
            double cost = times * seconds;
            Message facts = Message.of(
                    "every {0} {0|step|steps}, {1} {1|time|times} with the base: {2} s each, {3} % of the time",
                    Figure.count(every),
                    Figure.count(times),
                    Figure.decimal(seconds, 1),
                    Figure.decimal(100 * cost / (cost + training), 1));
            if (wished) {
                return Message.of("{0}, as asked", facts);
            }
            return every > FriendlyStep.of(steps, aim)
                    ? Message.of("{0}; more would take over {1} % together", facts, PERCENT)
                    : facts;
        }

        private Message none(boolean wished) {
            if (wished) {
                return Message.of("none, as asked");
            }
            return seconds == 0
                    ? Message.of("none: there is nothing to do")
                    : Message.of(
                            "none: once takes {0} s, all steps {1} s, and no more than {2} % of the time is spent on looking. Give {3} to have them anyway",
                            Figure.decimal(seconds, 1), Figure.decimal(training, 1), PERCENT, option);
        }
    }
}
