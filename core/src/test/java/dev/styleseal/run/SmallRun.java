package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.FineTuning;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Language;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.file.SealFormat;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A short training of a tiny base that keeps all it must not lose in a folder, with a snapshot after every step. The base
 * is opened anew for every part of it, as another process would.
 *
 * @param folder where runs and pictures are
 * @param option what is particular about it
 * @param steps of the whole run
 */
record SmallRun(Path folder, Path base, Placement placement, UnaryOperator<FineTuning> option, int steps) {
    private static final Path SAMPLES = Path.of("../samples/fluent/train");
    private static final int PICTURES = 4;

    SmallRun(Path folder, Path base, UnaryOperator<FineTuning> option, int steps) {
        this(folder, base, Placement.REFERENCE, option, steps);
    }

    /** The same run, asked for in other words. */
    SmallRun with(UnaryOperator<FineTuning> other) {
        return new SmallRun(folder, base, placement, other, steps);
    }

    /** The same run of another base, or elsewhere. */
    SmallRun of(Path other, Placement there) {
        return new SmallRun(folder, other, there, option, steps);
    }

    /** What a run, or a part of it, came to. */
    record Outcome(
            Path seal,
            int steps,
            boolean interrupted,
            Optional<Choice> choice,
            List<LossScore> scores,
            List<String> warnings,
            int started,
            int events) {}

    /** Ends a run where it is, as a crash would. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static FineTuning settings(FineTuning training, Object... settings) {
        for (int i = 0; i < settings.length; i += 2) {
            training.with((Setting) settings[i], settings[i + 1]);
        }
        return training;
    }

    /** A folder with the first few of some pictures; the same one if it is there already. */
    static Path pictures(Path folder, Path samples, int count) {
        if (Files.exists(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(samples)) {
                for (Path file : files.sorted().limit(2L * count).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path pictures() {
        return pictures(folder.resolve("pictures"), SAMPLES, PICTURES);
    }

    Outcome whole(String name) {
        return part(name, fresh(name), Optional.empty(), false, new Stop(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    Outcome untilStep(int step, String name) {
        return part(name, fresh(name), Optional.empty(), false, new Stop(step, Integer.MAX_VALUE));
    }

    /** Breaks off right after so many events. */
    void breakingOff(int event, String name) {
        assertThatThrownBy(() -> part(name, fresh(name), Optional.empty(), false, new Stop(Integer.MAX_VALUE, event)))
                .isInstanceOf(Crash.class);
    }

    Outcome resumed(String name) {
        return resumed(name, false);
    }

    Outcome resumed(String name, boolean anyEngine) {
        return resumed(name, anyEngine, new Stop(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    Outcome resumedUntilStep(int step, String name) {
        return resumed(name, false, new Stop(step, Integer.MAX_VALUE));
    }

    private Outcome resumed(String name, boolean anyEngine, Stop stop) {
        RunFolder run = RunFolder.resume(place(name), description(), Clock.systemUTC(), Language.ENGLISH);
        SnapshotFolder.Found found = snapshots(name).newest();
        assertThat(found.damaged()).isEmpty();
        return part(name, run, found.snapshot(), anyEngine, stop);
    }

    SnapshotFolder snapshots(String name) {
        return new SnapshotFolder(place(name).state());
    }

    private RunFolder fresh(String name) {
        return RunFolder.prepare(place(name), description(), Clock.systemUTC(), Language.ENGLISH);
    }

    private static RunDescription description() {
        return RunDescription.empty().with(RunKey.NAME, "fox");
    }

    RunPlace place(String name) {
        return new RunPlace(folder.resolve(name), "fox", SealFormat.KOHYA, DType.F32, false);
    }

    /** When a part ends before its time. */
    private record Stop(int step, int event) {}

    /** Watches a part and ends it. */
    private static final class Ending implements TrainingListener {
        private final Stop stop;
        private final Cancellation cancellation = new Cancellation();
        private final List<TrainingEvent> events = new ArrayList<>();

        Ending(Stop stop) {
            this.stop = stop;
        }

        @Override
        public void on(TrainingEvent event) {
            events.add(event);
            if (events.size() == stop.event) {
                throw new Crash();
            }
            if (event instanceof TrainingEvent.Stepped stepped
                    && stepped.report().step() == stop.step) {
                cancellation.request();
            }
        }

        <T> List<T> of(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    private Outcome part(String name, RunFolder run, Optional<Snapshot> from, boolean anyEngine, Stop stop) {
        Ending ending = new Ending(stop);
        Keeping keeping = new Keeping(
                run, Optional.of(place(name)), Optional.of(snapshots(name)), Duration.ZERO, from, anyEngine);
        try (run;
                BaseModel model = BaseModel.open(base, placement)) {
            option.apply(plain(model))
                    .keeping(keeping)
                    .cancellation(ending.cancellation)
                    .listener(ending)
                    .run();
        }
        TrainingEvent.Finished finished =
                ending.of(TrainingEvent.Finished.class).get(0);
        return new Outcome(
                place(name).seal(),
                finished.steps(),
                finished.interrupted(),
                ending.of(TrainingEvent.Chosen.class).stream()
                        .map(TrainingEvent.Chosen::choice)
                        .findFirst(),
                ending.of(TrainingEvent.Evaluated.class).stream()
                        .map(TrainingEvent.Evaluated::score)
                        .toList(),
                ending.of(TrainingEvent.Warned.class).stream()
                        .map(warned -> warned.warning().text())
                        .toList(),
                started(ending.events),
                ending.events.size());
    }

    private static int started(List<TrainingEvent> events) {
        return 1 + events.stream().map(Object::getClass).toList().indexOf(TrainingEvent.Started.class);
    }

    private FineTuning plain(BaseModel model) {
        return settings(
                FineTuning.on(model)
                        .pictures(pictures())
                        .name("fox")
                        .evaluateEvery(0)
                        .previewEvery(0, List.of())
                        .steps(steps),
                Setting.SIZE,
                "16",
                Setting.BATCH,
                1,
                Setting.RANK,
                4);
    }

    /** The same tensors, the same choice for the same reason, the same scores since, and the same checkpoints. */
    void assertSame(Outcome resumed, Outcome whole) {
        assertThat(resumed.interrupted()).isFalse();
        assertThat(resumed.steps()).isEqualTo(whole.steps());
        assertThat(tensors(resumed)).isEqualTo(tensors(whole));
        assertThat(SealFiles.of(resumed.seal()).dataSha256())
                .isEqualTo(SealFiles.of(whole.seal()).dataSha256());
        assertThat(resumed.choice()).isEqualTo(whole.choice());
        assertThat(whole.scores()).endsWith(resumed.scores().toArray(LossScore[]::new));
        assertThat(checkpoints(resumed)).isEqualTo(checkpoints(whole));
    }

    private static SortedMap<String, LoraModule> tensors(Outcome outcome) {
        return Seal.open(outcome.seal()).loras();
    }

    private static Map<String, String> checkpoints(Outcome outcome) {
        Path folder = outcome.seal().resolveSibling("checkpoints");
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> hashes.put(
                    String.valueOf(file.getFileName()), SealFiles.of(file).dataSha256()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(hashes).isNotEmpty();
        return hashes;
    }
}
