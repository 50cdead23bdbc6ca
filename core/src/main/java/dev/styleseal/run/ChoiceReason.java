package dev.styleseal.run;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a checkpoint was chosen, in sentences with numbers.
 *
 * @param choice with the base's score
 * @param lastStep of the training
 * @param standings of the checkpoints that could be chosen
 * @param seen what the pictures told, by step
 */
record ChoiceReason(CheckpointChoice choice, int lastStep, List<Standing> standings, Map<Integer, Choice.Guard> seen) {
    private static final int DECIMALS = 4;

    /** Of the last step, because nothing else decides. */
    Message last(boolean memorised) {
        Message reason = Message.of("step {0}, the last: {1}", lastStep, whyLast());
        return memorised ? Message.of("{0}. {1}", reason, alarm(lastStep)) : reason;
    }

    private Message whyLast() {
        List<LossScore> scores = choice.scores();
        if (!scores.isEmpty() && !scores.get(0).heldOut()) {
            return Message.of("no pictures were withheld, so nothing tells which checkpoint is best on new ones");
        }
        boolean measured = scores.stream().anyMatch(score -> score.step() > 0);
        return measured
                ? Message.of("no two losses on withheld pictures can be compared")
                : Message.of("the loss on withheld pictures was not measured after any step");
    }

    /**
     * Of what the rule and the guard found.
     *
     * @param winner of the rule
     * @param clean what was taken, if its pictures do not repeat training pictures
     */
    Message of(Standing winner, Optional<Standing> clean) {
        Message byLoss = winner.beatsBase() ? better(winner) : worse(winner);
        if (clean.isEmpty()) {
            return Message.of(
                    "{0}. {1}; no earlier checkpoint that is better than the base is free of it",
                    byLoss, alarm(winner.step()));
        }
        if (clean.get().equals(winner)) {
            return byLoss;
        }
        Choice.Guard guard = guard(winner.step());
        return Message.of(
                "by its loss it would be {0}; but its pictures repeat training pictures (likeness {1}, {2} would be ordinary), so {3}, the nearest earlier one that does not",
                byLoss, likeness(guard.nearest()), likeness(guard.ordinary()), loss(clean.get()));
    }

    private Message alarm(int step) {
        Choice.Guard guard = guard(step);
        return Message.of(
                "Its pictures repeat training pictures (likeness {0}, {1} would be ordinary): look at them before you use it",
                likeness(guard.nearest()), likeness(guard.ordinary()));
    }

    private Choice.Guard guard(int step) {
        return Objects.requireNonNull(seen.get(step));
    }

    private Message better(Standing winner) {
        Standing lowest = standings.stream()
                .min(Comparator.comparingDouble(Standing::mean))
                .orElseThrow();
        if (winner.equals(lowest)) {
            return Message.of(
                    "{0} and the lowest of {1} {1|checkpoint|checkpoints} that were kept",
                    loss(winner), standings.size());
        }
        return Message.of(
                "{0}; the lowest was {1} at step {2}, within noise ({3} % apart, one standard error is {4} %), so the earlier one",
                loss(winner),
                decimal(lowest.mean()),
                lowest.step(),
                Figure.decimal(100 * winner.behind(), 1),
                Figure.decimal(100 * winner.margin(), 1));
    }

    /** Where it stands, against the base. */
    private Message loss(Standing standing) {
        double base = choice.scores().get(0).mean();
        double change = (standing.mean() - base) / base;
        Message noise = standing.toBase().mean() + standing.toBase().standardError() >= 0
                ? Message.of(" (within noise)")
                : Message.of("");
        return Message.of(
                "step {0} of {1}: held-out loss {2}, {3} % below the base{4}",
                standing.step(), lastStep, decimal(standing.mean()), Figure.decimal(-100 * change, 1), noise);
    }

    private Message worse(Standing winner) {
        double base = choice.scores().get(0).mean();
        return Message.of(
                "step {0} of {1}: held-out loss {2}, while the base alone has {3}. No checkpoint is better than the base on pictures it has not seen; this one is the earliest of the least bad",
                winner.step(), lastStep, decimal(winner.mean()), decimal(base));
    }

    /** Three digits that count, at least. */
    private static Figure decimal(double loss) {
        int leading = loss > 0 ? (int) Math.floor(Math.log10(loss)) : 0;
        return Figure.decimal(loss, Math.max(DECIMALS, 2 - leading));
    }

    private static Figure likeness(double value) {
        return Figure.decimal(value, 2);
    }
}
