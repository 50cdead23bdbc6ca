package dev.styleseal.cli;

import dev.styleseal.BaseModel;
import dev.styleseal.FineTuning;
import dev.styleseal.TrainingReport;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Message;
import dev.styleseal.error.SealException;
import dev.styleseal.file.Privacy;
import dev.styleseal.file.SealFormat;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.run.HeldOutSplit;
import dev.styleseal.run.Keeping;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunFolder;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.RunPlace;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TensorBoardLog;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.run.Watching;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One training as the command line asks for it. */
final class TrainJob {
    private static final Map<String, SealFormat> FORMATS = new TreeMap<>(
            Map.of("kohya", SealFormat.KOHYA, "diffusers", SealFormat.DIFFUSERS, "peft", SealFormat.PEFT));
    private static final Map<String, DType> PRECISIONS =
            new TreeMap<>(Map.of("fp16", DType.F16, "bf16", DType.BF16, "fp32", DType.F32));
    private static final Map<String, Privacy> METADATA =
            new TreeMap<>(Map.of("redacted", Privacy.REDACTED, "full", Privacy.FULL));

    private final Console console;
    private final Interruption interruption;
    private final Outcome outcome;
    private final RunDescription order;
    private final Path model;
    private final Path pictures;
    private final RunPlace place;
    private final List<TrainingPicture> lessons;
    private final BaseOptions parts;
    private final Placement placement;

    /**
     * Where the run goes, and how its result is told.
     *
     * @param goesOn whether it is there already and goes on
     * @param anyEngine whether it may go on with another engine
     * @param dryRun whether it ends with the pre-flight
     * @param stopAfter the step after which it stops as if by Ctrl-C, 0 for none
     */
    record Outcome(
            Optional<Path> output,
            boolean overwrite,
            boolean goesOn,
            boolean anyEngine,
            boolean dryRun,
            int stopAfter,
            boolean json) {
        static Outcome fresh(Optional<Path> output, boolean overwrite, boolean dryRun, int stopAfter, boolean json) {
            return new Outcome(output, overwrite, false, false, dryRun, stopAfter, json);
        }

        static Outcome resumed(Path run, boolean anyEngine, int stopAfter, boolean json) {
            return new Outcome(Optional.of(run), false, true, anyEngine, false, stopAfter, json);
        }
    }

    TrainJob(Console console, Interruption interruption, RunDescription asked, Outcome outcome) {
        this.console = console;
        this.interruption = interruption;
        this.outcome = outcome;
        CompleteOrder complete = CompleteOrder.of(asked);
        model = complete.model();
        pictures = complete.pictures();
        lessons = complete.lessons();
        order = complete.description();
        parts = parts();
        if (!wish(Setting.OPERATIONS).equals("fixed")) {
            LibraryChoice.settle(model, console);
        }
        placement =
                Placement.choose(wish(Setting.DEVICE), wish(Setting.PRECISION)).keeping(wish(Setting.WEIGHTS));
        String name = order.text(RunKey.NAME).orElseThrow();
        place = new RunPlace(
                outcome.output.orElse(Path.of("runs").resolve(name)),
                name,
                Choice.named("--format", order.text(RunKey.FORMAT).orElseThrow(), FORMATS),
                Choice.named(
                        "--save-precision", order.text(RunKey.SAVE_PRECISION).orElseThrow(), PRECISIONS),
                outcome.overwrite);
    }

    private String wish(Setting setting) {
        return order.settings().has(setting) ? order.settings().text(setting) : "auto";
    }

    private BaseOptions parts() {
        return new BaseWishes(
                        order.text(RunKey.VAE).map(Path::of),
                        order.texts(RunKey.TEXT_ENCODER).stream().map(Path::of).toList(),
                        order.text(RunKey.BASE_CONFIG).map(Path::of),
                        wish(Setting.PREDICTION),
                        wish(Setting.ZERO_TERMINAL_SNR),
                        order.settings().has(Setting.EMA) && order.settings().flag(Setting.EMA))
                .read();
    }

    int run() {
        TrainReport report = new TrainReport(console);
        if (outcome.goesOn && RunFolder.isFinished(place)) {
            RunFolder.tidy(place);
            console.result(
                    "The run in {0} is finished; its seal is {1}. To train on, begin a new run with --continue-from.",
                    place.folder(), place.seal());
            return 0;
        }
        try (RunFolder folder = folder();
                report) {
            console.say("Reading the base {0} ...", model);
            unused().ifPresent(warning -> {
                folder.on(warning);
                report.on(warning);
            });
            train(folder, report);
        }
        if (outcome.dryRun) {
            return rehearsed(report);
        }
        TrainResult result = new TrainResult(place, lessons.get(0).caption(), model, report);
        if (outcome.json) {
            console.result(result.json(console));
        } else {
            result.tell(console);
        }
        return report.finished().interrupted() ? Interruption.EXIT_CODE : 0;
    }

    private int rehearsed(TrainReport report) {
        if (outcome.json) {
            console.result(PreflightWords.json(report.preflight(), console));
        } else {
            console.result("It fits. Nothing was written; leave out --dry-run to train.");
        }
        return 0;
    }

    private RunFolder folder() {
        return outcome.goesOn
                ? RunFolder.resume(place, order, Clock.systemUTC(), console.language())
                : RunFolder.prepare(place, order, Clock.systemUTC(), console.language());
    }

    private Keeping keeping(RunFolder folder) {
        SnapshotFolder snapshots = new SnapshotFolder(place.state());
        Optional<Snapshot> from = Optional.empty();
        if (outcome.goesOn) {
            SnapshotFolder.Found found = snapshots.newest();
            found.damaged().forEach(damage -> console.warn(Message.of("{0} The snapshot before it is used.", damage)));
            from = found.snapshot();
        }
        return new Keeping(
                folder,
                Optional.of(place),
                Optional.of(snapshots),
                Duration.ofSeconds(order.whole(RunKey.SNAPSHOT_EVERY, CompleteOrder.SNAPSHOT_SECONDS)),
                from,
                outcome.anyEngine);
    }

    private void train(RunFolder folder, TrainReport report) {
        try (BaseModel base = BaseModel.open(model, parts, placement);
                TensorBoardLog tensorBoard = new TensorBoardLog(place.folder(), Clock.systemUTC(), console::warn)) {
            BaseNotes.tell(base, console);
            Keeping keeping = keeping(folder);
            if (outcome.goesOn && keeping.from().isEmpty()) {
                TrainingEvent anew = new TrainingEvent.Resumed(0);
                List.of(folder, tensorBoard, report).forEach(listener -> listener.on(anew));
            }
            FineTuning tuning = describe(base).keeping(keeping).listener(event -> {
                if (event instanceof TrainingEvent.Started) {
                    interruption.guard("Stopping after this step; the seal so far will be in {0}.", place.seal());
                }
                tensorBoard.on(event);
                report.on(event);
                if (event instanceof TrainingEvent.Stepped stepped
                        && stepped.report().step() == outcome.stopAfter) {
                    interruption.cancellation().request();
                }
            });
            if (outcome.dryRun) {
                tuning.preflight();
            } else {
                tuning.run();
                page(base, report);
            }
        } catch (SealException e) {
            folder.failed(e.message());
            throw e;
        } catch (RuntimeException | Error e) {
            folder.failed(Message.of("{0}", e));
            throw e;
        }
    }

    /** The seal is safe by now, so that a page that cannot be written is told and no more. */
    private void page(BaseModel base, TrainReport report) {
        try (ProgressDisplay painting = console.progress(Message.of("Painting for the report"))) {
            TimeLeft time = TimeLeft.start();
            HeldOutSplit split = report.pictures();
            TrainingReport page = TrainingReport.of(place.folder())
                    .pictures(split.learned(), split.withheld())
                    .painted(base)
                    .language(console.language())
                    .cancellation(interruption.cancellation())
                    .progress((done, total) -> painting.at(done, total, time.left(done, total), ""));
            if (order.settings().has(Setting.MINUTES)) {
                page.within(Duration.ofSeconds((long) (60 * order.settings().number(Setting.MINUTES)))
                        .minus(sinceStart()));
            }
            page.write();
        } catch (SealException e) {
            console.warn(Message.of("The report could not be written: {0}", e.message()));
        }
    }

    private FineTuning describe(BaseModel base) {
        FineTuning tuning = FineTuning.on(base)
                .pictures(pictures)
                .name(place.name())
                .heldOut(order.text(RunKey.HELD_OUT).orElseThrow())
                .checkpointEvery(order.whole(RunKey.CHECKPOINT_EVERY, 0))
                .keepCheckpoints(order.whole(RunKey.KEEP_CHECKPOINTS, Watching.KEEP))
                .earlyStop(order.whole(RunKey.EARLY_STOP, 0))
                .previewPrompts(order.texts(RunKey.PREVIEW_PROMPT))
                .spent(sinceStart())
                .privacy(Choice.named("--metadata", order.text(RunKey.METADATA).orElseThrow(), METADATA))
                .cancellation(interruption.cancellation());
        if (order.order().containsKey(RunKey.PREVIEW_EVERY)) {
            tuning.previewEvery(order.whole(RunKey.PREVIEW_EVERY, 0), order.texts(RunKey.PREVIEW_PROMPT));
        }
        if (order.order().containsKey(RunKey.EVALUATE_EVERY)) {
            tuning.evaluateEvery(order.whole(RunKey.EVALUATE_EVERY, 0));
        }
        order.text(RunKey.CONTINUE_FROM).map(Path::of).ifPresent(tuning::continueFrom);
        order.text(RunKey.CAPTION).ifPresent(tuning::caption);
        order.text(RunKey.TRIGGER).ifPresent(tuning::trigger);
        for (Map.Entry<Setting, Object> wish : order.settings().values().entrySet()) {
            tuning.with(wish.getKey(), wish.getValue());
        }
        return tuning;
    }

    /** For people the minutes begin when they press Enter. */
    private static Duration sinceStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
    }

    private Optional<TrainingEvent> unused() {
        List<Path> unused = PictureFolder.unused(pictures);
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrainingEvent.Warned(Message.of(
                        "{0} files and folders in {1} are no pictures and are not used: {2}.",
                        unused.size(),
                        pictures,
                        unused.stream().map(CompleteOrder::fileName).collect(Collectors.joining(", ")))));
    }
}
