package dev.styleseal.run;

import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Painter;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.train.HeldOutLoss;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Looks at a training between its steps: measures the loss, keeps checkpoints, paints previews and takes snapshots. */
final class Watch {
    private final TrainingOrder order;
    private final Cadence cadence;
    private final Training training;
    private final HeldOutLoss exam;
    private final boolean heldOut;
    private final Optional<Previews> previews;
    private final Snapshots snapshots;
    private final IntFunction<Seal> sealAfter;
    private final TrainingListener listener;
    private final NavigableSet<Integer> checkpoints = new TreeSet<>();
    private CheckpointChoice choice = CheckpointChoice.empty();

    /**
     * @param sealAfter the seal as it is, given the number of steps done
     */
    Watch(
            TrainingOrder order,
            Cadence cadence,
            Training training,
            Lessons lessons,
            Optional<Previews> previews,
            Snapshots snapshots,
            IntFunction<Seal> sealAfter,
            TrainingListener listener) {
        this.order = order;
        this.cadence = cadence;
        this.training = training;
        this.previews = previews;
        this.snapshots = snapshots;
        this.sealAfter = sealAfter;
        this.listener = listener;
        exam = lessons.exam(training.text(), training.schedule());
        heldOut = lessons.isHeldOut();
    }

    /** Those of a run, if it has some. */
    static Optional<Previews> previews(
            StableDiffusion model,
            Plan plan,
            Cadence cadence,
            TrainingOrder order,
            Training training,
            Cancellation cancellation) {
        List<String> prompts = order.watching().previewPrompts();
        return cadence.previewEvery() == 0 || prompts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Previews(
                        new Painter(training.unet(), model.vae(), training.schedule()),
                        training.text(),
                        prompts,
                        plan,
                        cancellation));
    }

    /** Looks at the base alone, before anything is learned. */
    void begin() {
        if (cadence.evaluateEvery() > 0) {
            evaluate(0);
        }
        previews.ifPresent(each -> each.paint(0, listener));
    }

    /**
     * Goes on with what had been measured before. Which checkpoints count follows from that: some that did may be gone from
     * the disk, because of what came after the snapshot and comes again.
     */
    void resume(int after, List<LossScore> scores) {
        for (int step = 0; step <= after; step++) {
            for (LossScore score : scores) {
                if (score.step() == step) {
                    choice = choice.with(score);
                    checkpoints.add(step);
                }
            }
            if (isDue(step, order.watching().checkpointEvery())) {
                checkpoints.add(step);
            }
            checkpoints.remove(0);
            checkpoints.removeAll(superfluous());
        }
    }

    /** Does what is due after a step. */
    void after(int step, int steps) {
        boolean evaluated = cadence.evaluates(step, steps);
        if (evaluated) {
            evaluate(step);
        }
        if (evaluated || step == steps || isDue(step, order.watching().checkpointEvery())) {
            listener.on(new TrainingEvent.Checkpointed(step, sealAfter.apply(step)));
            checkpoints.add(step);
            forget();
        }
        if (cadence.previews(step)) {
            previews.ifPresent(each -> each.paint(step, listener));
        }
        if (step == steps || snapshots.due()) {
            keep();
        }
    }

    private void evaluate(int step) {
        LossScore score = measured(step);
        if (!Double.isFinite(score.mean())) {
            throw training.trainer().lossNotFinite();
        }
        choice = choice.with(score);
        listener.on(new TrainingEvent.Evaluated(score, choice.scores().get(0)));
    }

    private LossScore measured(int step) {
        return new LossScore(step, heldOut, exam.cells(training.unet()));
    }

    private List<Integer> superfluous() {
        return Retention.superfluous(checkpoints, choice, order.watching().keep());
    }

    private void forget() {
        for (int step : superfluous()) {
            order.keeping().seals().remove(step);
            checkpoints.remove(step);
        }
    }

    /** Whether so many measurements brought nothing better that the training may end. */
    boolean hasEnough() {
        return choice.shouldStop(order.watching().earlyStop());
    }

    /** Keeps the present state, whether or not a snapshot is due. */
    void keep() {
        snapshots.take(training.trainer(), choice.scores(), listener);
    }

    /** Chooses, when the training is over. */
    Choice choose(int lastStep, FinalLook look) {
        return choice.choose(lastStep, checkpoints, look::guard);
    }

    /** What was measured of a checkpoint while it was in memory; of the last one, which still is, in any case. */
    LossScore score(int step) {
        return choice.scores().stream()
                .filter(score -> score.step() == step)
                .findFirst()
                .orElseGet(() -> measured(step));
    }

    /** The checkpoint to go back to: the one that would be chosen, else the newest. */
    Optional<Integer> good() {
        return choice.leader()
                .filter(checkpoints::contains)
                .or(() -> checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.last()));
    }

    private static boolean isDue(int step, int every) {
        return every > 0 && step % every == 0;
    }
}
