package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SourceDate;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.tensor.Precision;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
        this.listener = event -> {
            order.keeping().seals().on(event);
            listener.on(event);
        };
        this.cancellation = cancellation;
    }

    /**
     * Runs to the end, or until the cancellation is requested after the first step.
     *
     * @return what was learned
     * @throws Interrupted if the cancellation was requested before anything was learned
     * @throws BadInput if a picture cannot be read, a loss is not finite, or a snapshot is one of another run
     */
    public Seal run() {
        requireTrainable(model.placement().precision());
        order.keeping()
                .from()
                .ifPresent(from -> RunIdentity.engine(from.facts()).adoptThreads());
        Plan first = order.plan(wishes, TrainingBase.of(model));
        boolean measured = wishes.has(Setting.MINUTES);
        if (!measured) {
            announce(first);
        }
        SourceDate dates = SourceDate.of(System.getenv(), Clock.systemUTC());
        String identity = order.keeping().from().map(RunIdentity::modelIdentity).orElseGet(model::identity);
        model.contents(); // while all its networks are in memory
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
            return train(
                    plan,
                    lessons,
                    new Facts(model, identity, plan, order, dates),
                    RunIdentity.of(model, identity, plan, order.pictures()));
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

    private Seal train(Plan plan, Lessons lessons, Facts facts, RunIdentity identity) {
        try (Training training = new Training(model, plan, lessons, order.origin())) {
            Optional<Snapshot> from = order.keeping().from();
            from.flatMap(snapshot ->
                            identity.requireSame(snapshot, order.keeping().anyEngine()))
                    .ifPresent(difference -> listener.on(new TrainingEvent.Warned(Message.of(
                            "Goes on with another engine: {0}. The seal will not be the very same.", difference))));
            listener.on(new TrainingEvent.Started(
                    training.adapter().parameterCount(),
                    model.unetParameters(),
                    model.placement().description()));
            Pace pace = new Pace(
                    order.watching().evaluateEvery().orElse(0),
                    order.watching().previewEvery().orElse(0));
            Watch watch = new Watch(
                    model,
                    plan,
                    pace,
                    order,
                    training,
                    lessons,
                    new Snapshots(order.keeping(), identity, System::nanoTime),
                    step -> seal(training, facts, step),
                    listener,
                    cancellation);
            begin(training, watch, from);
            return learn(training, watch, plan, facts);
        }
    }

    private void begin(Training training, Watch watch, Optional<Snapshot> from) {
        if (from.isPresent()) {
            training.trainer().restore(from.get().step(), from.get().tensors());
            watch.resume(Snapshots.scores(from.get()));
            listener.on(new TrainingEvent.Resumed(from.get().step()));
        } else {
            watch.begin();
        }
    }

    private Seal learn(Training training, Watch watch, Plan plan, Facts facts) {
        int steps = plan.config().steps();
        stopwatch.start();
        int before = training.trainer().done();
        int done = training.trainer()
                .run(
                        report -> {
                            tell(report, steps, before);
                            stopwatch.pause();
                            boolean goOn = watch.after(report.step(), steps);
                            stopwatch.start();
                            return goOn;
                        },
                        cancellation);
        if (done == 0) {
            throw new Interrupted(
                    "Stopped before the first step was done. Nothing was learned, so no seal was written.");
        }
        boolean interrupted = done < steps;
        Seal seal = seal(training, facts, done);
        if (interrupted) {
            watch.keep();
        } else {
            listener.on(new TrainingEvent.Chosen(
                    new Choice(done, done, false, Message.of("the last one"), List.of()), seal));
        }
        listener.on(new TrainingEvent.Finished(seal, done, interrupted, stopwatch.elapsed()));
        return seal;
    }

    private void tell(StepReport report, int steps, int before) {
        Duration elapsed = stopwatch.elapsed();
        Duration left = elapsed.multipliedBy(steps - report.step()).dividedBy(report.step() - before);
        listener.on(new TrainingEvent.Stepped(report, steps, elapsed, left));
    }

    private Seal seal(Training training, Facts facts, int step) {
        return Seal.of(training.adapter().modules().values(), SealMetadata.of(facts.after(step), order.privacy()));
    }
}
