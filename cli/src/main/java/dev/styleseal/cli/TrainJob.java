package dev.styleseal.cli;

import dev.styleseal.BaseModel;
import dev.styleseal.FineTuning;
import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.SealException;
import dev.styleseal.file.Privacy;
import dev.styleseal.file.SealFormat;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.run.Keeping;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunFolder;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.RunPlace;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.run.Watching;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One training as the command line asks for it. */
final class TrainJob {
    private static final Map<String, SealFormat> FORMATS = new TreeMap<>(
            Map.of("kohya", SealFormat.KOHYA, "diffusers", SealFormat.DIFFUSERS, "peft", SealFormat.PEFT));
    private static final Map<String, DType> PRECISIONS =
            new TreeMap<>(Map.of("fp16", DType.F16, "bf16", DType.BF16, "fp32", DType.F32));
    private static final Map<String, Privacy> METADATA =
            new TreeMap<>(Map.of("redacted", Privacy.REDACTED, "full", Privacy.FULL));
    private static final int PREVIEWS = 4;
    private static final int SNAPSHOT_SECONDS = 180;

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
     */
    record Outcome(Optional<Path> output, boolean overwrite, boolean goesOn, boolean anyEngine, boolean json) {
        static Outcome fresh(Optional<Path> output, boolean overwrite, boolean json) {
            return new Outcome(output, overwrite, false, false, json);
        }

        static Outcome resumed(Path run, boolean anyEngine, boolean json) {
            return new Outcome(Optional.of(run), false, true, anyEngine, json);
        }
    }

    TrainJob(Console console, Interruption interruption, RunDescription asked, Outcome outcome) {
        this.console = console;
        this.interruption = interruption;
        this.outcome = outcome;
        model = BasePath.of(
                path(asked, RunKey.MODEL, "base model", "a diffusers folder, such as models/emoji, or one file"));
        pictures = path(asked, RunKey.PICTURES, "picture folder", "a folder of JPEG, PNG, WebP or BMP files");
        lessons = PictureFolder.read(pictures, new CaptionRule(asked.text(RunKey.CAPTION), asked.text(RunKey.TRIGGER)));
        order = complete(asked);
        parts = parts();
        placement = Placement.choose(wish(Setting.DEVICE), wish(Setting.PRECISION));
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

    private static Path path(RunDescription asked, RunKey key, String what, String expected) {
        String text = asked.text(key)
                .orElseThrow(() -> new BadInput(
                        "No {0} is given. Expected {1}. Name it with --{2}.",
                        Message.of(what), Message.of(expected), key.key()));
        return path(text, key, expected);
    }

    private static Path path(String text, RunKey key, String expected) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "--{0} is \"{1}\". Expected {2}. Correct it.",
                    key.key(),
                    Console.visible(text),
                    Message.of(expected));
        }
    }

    /** What of the base is elsewhere, in absolute paths, so that the run can be repeated from anywhere. */
    private static RunDescription located(RunDescription asked) {
        RunDescription all = asked;
        for (RunKey key : List.of(RunKey.VAE, RunKey.BASE_CONFIG, RunKey.CONTINUE_FROM)) {
            if (asked.text(key).isPresent()) {
                all = all.with(key, absolute(asked.text(key).get(), key));
            }
        }
        List<String> encoders = asked.texts(RunKey.TEXT_ENCODER);
        return encoders.isEmpty()
                ? all
                : all.with(
                        RunKey.TEXT_ENCODER,
                        encoders.stream()
                                .map(text -> absolute(text, RunKey.TEXT_ENCODER))
                                .toList());
    }

    private static String absolute(String text, RunKey key) {
        return path(text, key, "a file or a folder")
                .toAbsolutePath()
                .normalize()
                .toString();
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

    /** All that run.toml says beside settings, with nothing left to be guessed. */
    private RunDescription complete(RunDescription asked) {
        RunDescription all = located(asked)
                .with(RunKey.MODEL, model.toAbsolutePath().normalize().toString())
                .with(RunKey.PICTURES, pictures.toAbsolutePath().normalize().toString())
                .with(RunKey.NAME, asked.text(RunKey.NAME).orElseGet(() -> fileName(pictures)))
                .with(RunKey.CHECKPOINT_EVERY, asked.whole(RunKey.CHECKPOINT_EVERY, 0))
                .with(RunKey.KEEP_CHECKPOINTS, asked.whole(RunKey.KEEP_CHECKPOINTS, Watching.KEEP))
                .with(RunKey.EARLY_STOP, asked.whole(RunKey.EARLY_STOP, 0))
                .with(RunKey.SNAPSHOT_EVERY, asked.whole(RunKey.SNAPSHOT_EVERY, SNAPSHOT_SECONDS))
                .with(RunKey.HELD_OUT, heldOut(asked))
                .with(RunKey.FORMAT, asked.text(RunKey.FORMAT).orElse("kohya"))
                .with(RunKey.SAVE_PRECISION, asked.text(RunKey.SAVE_PRECISION).orElse("fp16"))
                .with(RunKey.METADATA, asked.text(RunKey.METADATA).orElse("redacted"));
        boolean derive = all.whole(RunKey.PREVIEW_EVERY, 1) > 0
                && all.texts(RunKey.PREVIEW_PROMPT).isEmpty();
        return derive ? all.with(RunKey.PREVIEW_PROMPT, somePrompts()) : all;
    }

    private static String heldOut(RunDescription asked) {
        String wish = asked.text(RunKey.HELD_OUT).orElse("auto");
        return List.of("auto", "none").contains(wish) ? wish : absolute(wish, RunKey.HELD_OUT);
    }

    private static String fileName(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "seal" : name.toString();
    }

    /** A few captions from all over the folder. */
    private List<String> somePrompts() {
        List<String> captions =
                lessons.stream().map(TrainingPicture::caption).distinct().toList();
        int count = Math.min(PREVIEWS, captions.size());
        return IntStream.range(0, count)
                .mapToObj(i -> captions.get(i * captions.size() / count))
                .toList();
    }

    int run() {
        TrainReport report = new TrainReport(console);
        if (outcome.goesOn && RunFolder.isFinished(place)) {
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
        TrainResult result = new TrainResult(place, lessons.get(0).caption(), model, report);
        if (outcome.json) {
            console.result(result.json(console));
        } else {
            result.tell(console);
        }
        return report.finished().interrupted() ? Interruption.EXIT_CODE : 0;
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
                Optional.of(snapshots),
                Duration.ofSeconds(order.whole(RunKey.SNAPSHOT_EVERY, SNAPSHOT_SECONDS)),
                from,
                outcome.anyEngine);
    }

    private void train(RunFolder folder, TrainReport report) {
        try (BaseModel base = BaseModel.open(model, parts, placement)) {
            BaseNotes.tell(base, console);
            FineTuning tuning = describe(base).keeping(keeping(folder)).listener(event -> {
                if (event instanceof TrainingEvent.Started) {
                    interruption.guard("Stopping after this step; the seal so far will be in {0}.", place.seal());
                }
                report.on(event);
            });
            tuning.run();
        } catch (SealException e) {
            folder.failed(e.message());
            throw e;
        } catch (RuntimeException | Error e) {
            folder.failed(Message.of("{0}", e));
            throw e;
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

    private Optional<TrainingEvent> unused() {
        List<Path> unused = PictureFolder.unused(pictures);
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrainingEvent.Warned(Message.of(
                        "{0} files and folders in {1} are no pictures and are not used: {2}.",
                        unused.size(),
                        pictures,
                        unused.stream().map(TrainJob::fileName).collect(Collectors.joining(", ")))));
    }
}
