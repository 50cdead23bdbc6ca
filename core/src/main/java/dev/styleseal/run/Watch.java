package dev.styleseal.run;

import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Painter;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.train.HeldOutLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Looks at a training between its steps: measures the loss, keeps checkpoints, paints previews and takes snapshots. */
final class Watch {
    private final TrainingOrder order;
    private final Pace pace;
    private final Training training;
    private final HeldOutLoss exam;
    private final boolean heldOut;
    private final Optional<Previews> previews;
    private final Snapshots snapshots;
    private final IntFunction<Seal> sealAfter;
    private final TrainingListener listener;
    private final List<LossScore> scores = new ArrayList<>();

    /** @param sealAfter the seal as it is, given the number of steps done */
    Watch(
            StableDiffusion model,
            Plan plan,
            Pace pace,
            TrainingOrder order,
            Training training,
            Lessons lessons,
            Snapshots snapshots,
            IntFunction<Seal> sealAfter,
            TrainingListener listener,
            Cancellation cancellation) {
        this.order = order;
        this.pace = pace;
        this.training = training;
        this.snapshots = snapshots;
        this.sealAfter = sealAfter;
        this.listener = listener;
        exam = lessons.exam(training.text(), training.schedule());
        heldOut = lessons.isHeldOut();
        previews = pace.previewEvery() == 0
                ? Optional.empty()
                : Optional.of(new Previews(
                        new Painter(training.unet(), model.vae(), training.schedule()),
                        training.text(),
                        order.watching().previewPrompts(),
                        plan,
                        cancellation));
    }

    /** Looks at the base alone, before anything is learned. */
    void begin() {
        if (pace.evaluateEvery() > 0) {
            evaluate(0);
        }
        previews.ifPresent(each -> each.paint(0, listener));
    }

    /** Goes on with what had been measured before. */
    void resume(List<LossScore> before) {
        scores.addAll(before);
    }

    /** Does what is due after a step, and says whether to go on. */
    boolean after(int step, int steps) {
        boolean last = step == steps;
        boolean evaluated = pace.evaluateEvery() > 0 && (last || isDue(step, pace.evaluateEvery()));
        if (evaluated) {
            evaluate(step);
        }
        if (evaluated || last || isDue(step, order.watching().checkpointEvery())) {
            listener.on(new TrainingEvent.Checkpointed(step, sealAfter.apply(step)));
        }
        if (previews.isPresent() && (last || isDue(step, pace.previewEvery()))) {
            previews.get().paint(step, listener);
        }
        if (last || snapshots.due()) {
            snapshots.take(training.trainer(), scores, listener);
        }
        return true;
    }

    private void evaluate(int step) {
        LossScore score = new LossScore(
                step, heldOut, exam.of(training.unet()).stream().map(List::of).toList());
        scores.add(score);
        listener.on(new TrainingEvent.Evaluated(score, scores.get(0)));
    }

    /** Keeps the present state, whether or not a snapshot is due. */
    void keep() {
        snapshots.take(training.trainer(), scores, listener);
    }

    private static boolean isDue(int step, int every) {
        return every > 0 && step % every == 0;
    }
}
