package dev.styleseal.run;

import dev.styleseal.checkpoint.Component;
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
import dev.styleseal.train.NotFinite;
import dev.styleseal.train.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** From pictures to a seal; the base is only read. One object makes one run, on the engine thread. */
public final class TrainingRun {
    private final StableDiffusion model;
    private final Settings wishes;
    private final TrainingOrder order;
    private final TrainingListener listener;
    private final Cancellation cancellation;
    private final Stopwatch stopwatch = new Stopwatch();
    private final long begun = System.nanoTime();

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
     * @return the checkpoint that was chosen; what was learned so far if the run was interrupted
     * @throws Interrupted if the cancellation was requested before anything was learned
     * @throws BadInput if a picture cannot be read, a loss is not finite, or a snapshot is one of another run
     */
    public Seal run() {
        return prepared((ready, lessons, facts) -> {
            RunIdentity identity = RunIdentity.of(model, facts.modelHash(), ready, order);
            try (Training training = new Training(model, ready.plan(), lessons, order.origin())) {
                return train(training, ready, lessons, facts, identity);
            }
        });
    }

    /**
     * Does all that comes before the first step, and ends there; told as {@link TrainingEvent.Preflighted}.
     *
     * @throws BadInput as {@link #run}, and if the run does not fit
     */
    public void preflight() {
        prepared((ready, lessons, facts) -> ready);
    }

    /** What is done when everything is ready. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Preparation.Ready ready, Lessons lessons, Facts facts);
    }

    private <T> T prepared(Work<T> work) {
        requireTrainable(model.placement().precision());
        order.keeping()
                .from()
                .ifPresent(from -> RunIdentity.engine(from.facts()).adoptThreads());
        KernelChoice kernels = new KernelChoice(model, listener, cancellation);
        Plan provisional = order.plan(wishes, TrainingBase.of(model));
        kernels.settleThreads(provisional);
        PrecisionChoice.measured(model, listener, cancellation).settle(wishes, provisional, order);
        Plan first = order.plan(wishes, TrainingBase.of(model));
        if (!wishes.has(Setting.MINUTES)) {
            listener.on(new TrainingEvent.Planned(first, order.pictures()));
        }
        new Warnings(model.texts(), order, first).tell(listener);
        SourceDate dates = SourceDate.of(System.getenv(), Clock.systemUTC());
        String identity = order.keeping().from().map(RunIdentity::modelIdentity).orElseGet(model::identity);
        kernels.settle(first, order.keeping().from());
        model.contents(); // while all its networks are in memory
        try (Scope scope = new Scope();
                Lessons lessons = new Lessons(
                        model,
                        first,
                        order,
                        (done, total) -> listener.on(new TrainingEvent.Encoding(done, total)),
                        cancellation)) {
            Preparation.Ready ready = order.keeping().from().isPresent()
                    ? asBefore(first, order.keeping().from().get())
                    : new Preparation(model, wishes, order, this::spent, listener, cancellation)
                            .run(
                                    first,
                                    lessons,
                                    training -> seal(training, new Facts(model, identity, first, order, dates), 0));
            return work.with(ready, lessons, new Facts(model, identity, ready.plan(), order, dates));
        }
    }

    private Duration spent() {
        return order.spent().plusNanos(System.nanoTime() - begun);
    }

    /** A run that goes on is looked at as it was, and remembers as much. */
    private Preparation.Ready asBefore(Plan plan, Snapshot from) {
        OptionalInt wish = order.watching().evaluateEvery();
        Cadence cadence = Cadence.of(
                plan.config().steps(),
                new Preflight.Speed(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                wish.isPresent() ? wish : RunIdentity.evaluateEvery(from),
                order.watching().previewEvery());
        return new Preparation.Ready(RunIdentity.asBefore(plan, from), cadence, Optional.empty());
    }

    private static void requireTrainable(Precision precision) {
        if (precision == Precision.FP16) {
            throw new BadInput(
                    "--precision is fp16. Expected float32 or bf16 in training: gradients leave the range of fp16. Use bf16, which takes as little memory; seals are saved in fp16 either way.");
        }
    }

    private Seal train(Training training, Preparation.Ready ready, Lessons lessons, Facts facts, RunIdentity identity) {
        Optional<Snapshot> from = order.keeping().from();
        from.flatMap(snapshot -> identity.requireSame(snapshot, order.keeping().anyEngine()))
                .ifPresent(difference -> listener.on(new TrainingEvent.Warned(Message.of(
                        "Goes on with another engine: {0}. The seal will not be the very same.", difference))));
        listener.on(new TrainingEvent.Started(
                training.adapter().parameterCount(),
                model.unetParameters(),
                model.placement().description()));
        Optional<Previews> previews =
                Watch.previews(model, ready.plan(), ready.cadence(), order, training, cancellation);
        if (previews.isEmpty()) {
            model.unload(Component.VAE);
        }
        Watch watch = new Watch(
                order,
                ready.cadence(),
                training,
                lessons,
                previews,
                new Snapshots(order.keeping(), identity, System::nanoTime),
                step -> seal(training, facts, step),
                listener);
        begin(training, watch, from);
        learn(training, watch, facts, ready.step());
        return end(training, watch, ready.plan(), lessons, facts);
    }

    private void begin(Training training, Watch watch, Optional<Snapshot> from) {
        if (from.isPresent()) {
            training.trainer().restore(from.get().step(), from.get().tensors());
            listener.on(new TrainingEvent.Resumed(from.get().step()));
            watch.resume(from.get().step(), Snapshots.scores(from.get()));
        } else {
            watch.begin();
        }
    }

    private void learn(Training training, Watch watch, Facts facts, Optional<Duration> expected) {
        int steps = facts.plan().config().steps();
        int before = training.trainer().done();
        if (watch.hasEnough()) {
            return; // it was interrupted after its last step
        }
        Optional<SpeedWatch> speed = expected.map(SpeedWatch::onThisMachine);
        stopwatch.start();
        speed.ifPresent(SpeedWatch::begin);
        try {
            training.trainer()
                    .run(
                            report -> {
                                stopwatch.pause();
                                speed.flatMap(each -> each.end(report.step()))
                                        .ifPresent(warning -> listener.on(new TrainingEvent.Warned(warning)));
                                tell(report, steps, before);
                                watch.after(report.step(), steps);
                                stopwatch.start();
                                speed.ifPresent(SpeedWatch::begin);
                                return !watch.hasEnough();
                            },
                            cancellation);
        } catch (NotFinite e) {
            throw new Rollback(order.keeping(), training, watch.good(), step -> seal(training, facts, step))
                    .after(e, listener);
        }
    }

    private Seal end(Training training, Watch watch, Plan plan, Lessons lessons, Facts facts) {
        int done = training.trainer().done();
        if (done == 0) {
            throw new Interrupted(
                    "Stopped before the first step was done. Nothing was learned, so no seal was written.");
        }
        if (done < plan.config().steps() && !watch.hasEnough()) {
            return interrupted(training, watch, facts);
        }
        try (FinalLook look =
                new FinalLook(model, plan, lessons, order.keeping().seals(), cancellation)) {
            Choice choice = watch.choose(done, look);
            Seal seal = order.keeping().seals().checkpoint(choice.step());
            listener.on(new TrainingEvent.Chosen(choice, seal));
            listener.on(new TrainingEvent.SelfTested(look.test(choice.step(), watch.score(choice.step()))));
            listener.on(new TrainingEvent.Finished(seal, done, false, stopwatch.elapsed()));
            return seal;
        } catch (Interrupted e) {
            return interrupted(training, watch, facts);
        }
    }

    private Seal interrupted(Training training, Watch watch, Facts facts) {
        watch.keep();
        int done = training.trainer().done();
        Seal seal = seal(training, facts, done);
        listener.on(new TrainingEvent.Finished(seal, done, true, stopwatch.elapsed()));
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
