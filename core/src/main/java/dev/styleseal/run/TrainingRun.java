package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SourceDate;
import dev.styleseal.generate.Painter;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Precision;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntConsumer;

/** From pictures to a seal; the base is only read. One object makes one run, on the engine thread. */
public final class TrainingRun {
    private final StableDiffusion model;
    private final Settings wishes;
    private final TrainingOrder order;
    private final TrainingListener listener;
    private final Cancellation cancellation;
    private final Stopwatch stopwatch = new Stopwatch();

    public TrainingRun(
            StableDiffusion model,
            Settings wishes,
            TrainingOrder order,
            TrainingListener listener,
            Cancellation cancellation) {
        this.model = model;
        this.wishes = wishes;
        this.order = order;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * Runs to the end, or until the cancellation is requested after the first step.
     *
     * @return what was learned
     * @throws Interrupted if the cancellation was requested before anything was learned
     * @throws dev.styleseal.error.BadInput if a picture cannot be read, or a loss is not finite
     */
    public Seal run() {
        requireTrainable(model.placement().precision());
        Plan first =
                Recipe.plan(wishes, TrainingBase.of(model), order.pictures().size());
        boolean measured = wishes.has(Setting.MINUTES);
        if (!measured) {
            announce(first);
        }
        SourceDate dates = SourceDate.of(System.getenv(), Clock.systemUTC());
        String modelHash = model.identity();
        try (Scope scope = new Scope();
                Lessons lessons = new Lessons(
                        model,
                        first,
                        order,
                        (done, total) -> listener.on(new TrainingEvent.Encoding(done, total)),
                        cancellation)) {
            Plan plan = first;
            if (measured) {
                plan = SpeedProbe.fitted(model, wishes, first, lessons, cancellation);
                announce(plan);
            }
            return train(plan, lessons, new Facts(model, modelHash, plan, order, dates));
        }
    }

    private static void requireTrainable(Precision precision) {
        if (precision == Precision.FP16) {
            throw new BadInput(
                    "--precision is fp16. Expected float32 or bf16 in training: gradients leave the range of fp16. Use bf16, which takes as little memory; seals are saved in fp16 either way.");
        }
    }

    private void announce(Plan plan) {
        listener.on(new TrainingEvent.Planned(plan));
        new Warnings(model.texts(), order, plan).tell(listener);
    }

    private Seal train(Plan plan, Lessons lessons, Facts facts) {
        try (Training training = new Training(model, plan, lessons)) {
            listener.on(new TrainingEvent.Started(
                    training.adapter().parameterCount(),
                    model.unetParameters(),
                    model.placement().description()));
            IntConsumer preview = preview(training, plan);
            preview.accept(0);
            stopwatch.start();
            int done = training.trainer()
                    .run(
                            report -> {
                                tell(report, plan);
                                stopwatch.pause();
                                if (isDue(report.step(), order.checkpointEvery())) {
                                    Seal soFar = seal(training, facts, report.step());
                                    listener.on(new TrainingEvent.Checkpointed(report.step(), soFar));
                                }
                                if (isDue(report.step(), order.previewEvery())) {
                                    preview.accept(report.step());
                                }
                                stopwatch.start();
                            },
                            cancellation);
            if (done == 0) {
                throw new Interrupted(
                        "Stopped before the first step was done. Nothing was learned, so no seal was written.");
            }
            Seal seal = seal(training, facts, done);
            boolean interrupted = done < plan.config().steps();
            listener.on(new TrainingEvent.Finished(seal, done, interrupted, stopwatch.elapsed()));
            return seal;
        }
    }

    private IntConsumer preview(Training training, Plan plan) {
        if (order.previewEvery() == 0) {
            return step -> {};
        }
        Painter painter = new Painter(training.unet(), model.vae(), training.schedule());
        Previews previews = new Previews(painter, training.text(), order.previewPrompts(), plan, cancellation);
        return step -> previews.paint(step, listener);
    }

    private static boolean isDue(int step, int every) {
        return every > 0 && step % every == 0;
    }

    private void tell(StepReport report, Plan plan) {
        int steps = plan.config().steps();
        Duration elapsed = stopwatch.elapsed();
        Duration left = elapsed.multipliedBy(steps - report.step()).dividedBy(report.step());
        listener.on(new TrainingEvent.Stepped(report, steps, elapsed, left));
    }

    private Seal seal(Training training, Facts facts, int step) {
        return Seal.of(training.adapter().modules().values(), SealMetadata.of(facts.after(step), order.privacy()));
    }
}
