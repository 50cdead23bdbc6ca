package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.file.SealFormat;
import dev.styleseal.image.RgbImage;
import dev.styleseal.train.StepReport;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    private Path parent;

    private Path folder = Path.of("");

    @BeforeEach
    void name() {
        folder = parent.resolve("a").resolve("run");
    }

    @Test
    void nothingIsThereBeforeTheAdapterIsInPlace() {
        try (RunFolder run = prepare(false)) {
            run.on(planned());
            run.on(new TrainingEvent.Encoding(1, 2));
            assertThat(parent).isEmptyDirectory();
            run.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
        }
        assertThat(folder.resolve("events.jsonl")).hasContent("""
                        {"event":"planned","at":"2026-01-02T03:04:05Z","pictures":4,"width":64,"height":64,"withheld":[],"withheldReason":{"text":"none","pattern":"none","arguments":[]},"settings":%s,"reasons":%s}
                        {"event":"encoding","at":"2026-01-02T03:04:05Z","done":1,"total":2}
                        {"event":"started","at":"2026-01-02T03:04:05Z","adapterParameters":100,"baseParameters":1000,"engine":"engine","engineSentence":{"text":"engine","pattern":"engine","arguments":[]}}
                        """.formatted(settings(), reasons()));
        assertThat(folder.resolve("run.toml")).content().contains("steps = 400", "name = \"fox\"");
    }

    @Test
    void filesAreWhereTheEventsSay() throws IOException {
        try (RunFolder run = prepare(false)) {
            start(run);
            run.on(new TrainingEvent.Previewed(0, "a fox", 1, picture()));
            run.on(stepped(1));
            run.on(new TrainingEvent.Previewed(1, "a fox", 1, picture()));
            run.on(new TrainingEvent.Previewed(1, "a hare", 2, picture()));
            run.on(new TrainingEvent.Checkpointed(1, SmallBase.seal()));
            run.on(new TrainingEvent.Finished(SmallBase.seal(), 1, true, Duration.ofMillis(1500)));
        }
        assertThat(folder.resolve("previews/step-000000/01.png")).isRegularFile();
        assertThat(folder.resolve("previews/step-000001/02.png")).isRegularFile();
        assertThat(folder.resolve("checkpoints/fox-000001.safetensors")).isRegularFile();
        long bytes = Files.size(folder.resolve("fox.safetensors"));
        assertThat(Files.readAllLines(folder.resolve("events.jsonl")))
                .contains(
                        "{\"event\":\"previewed\",\"at\":\"2026-01-02T03:04:05Z\",\"step\":1,\"prompt\":\"a hare\",\"seed\":2,\"file\":\"previews/step-000001/02.png\"}",
                        "{\"event\":\"stepped\",\"at\":\"2026-01-02T03:04:05Z\",\"step\":1,\"steps\":400,\"loss\":0.5,\"learningRate\":0.001,\"gradientNorm\":0.25,\"pictures\":4,\"elapsedSeconds\":1.0,\"leftSeconds\":399.0}")
                .last()
                .isEqualTo(
                        "{\"event\":\"finished\",\"at\":\"2026-01-02T03:04:05Z\",\"steps\":1,\"interrupted\":true,\"elapsedSeconds\":1.5,\"file\":\"fox.safetensors\",\"bytes\":"
                                + bytes + "}");
    }

    @Test
    void writeThatFailsLaterSaysWhereTheRunStopsAndWhatIsKept() throws IOException {
        try (RunFolder run = prepare(false)) {
            start(run);
            run.on(stepped(1));
            run.on(new TrainingEvent.Checkpointed(1, SmallBase.seal()));
            run.on(stepped(2));
            Files.createDirectory(folder.resolve("checkpoints").resolve("fox-000002.safetensors"));
            assertThatThrownBy(() -> run.on(new TrainingEvent.Checkpointed(2, SmallBase.seal())))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("Cannot write")
                    .hasMessageContaining("The run stops at step 2; its last checkpoint is")
                    .hasMessageContaining("fox-000001.safetensors");
            run.failed(Message.of("full of {0}", "air"));
        }
        assertThat(Files.readString(folder.resolve("events.jsonl")))
                .endsWith(
                        "{\"event\":\"failed\",\"at\":\"2026-01-02T03:04:05Z\",\"text\":\"full of air\",\"pattern\":\"full of {0}\",\"arguments\":[\"air\"]}\n");
    }

    @Test
    void runThatLearnedNothingIsTakenAway() {
        try (RunFolder run = prepare(false)) {
            start(run);
            run.on(new TrainingEvent.Previewed(0, "a fox", 1, picture()));
            run.failed(Message.of("interrupted"));
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void earlierRunIsReplacedOnlyOnRequestAndOnlyItsOwnFiles() throws IOException {
        try (RunFolder run = prepare(false)) {
            start(run);
            run.on(new TrainingEvent.Previewed(0, "a fox", 1, picture()));
            run.on(stepped(1));
            run.on(new TrainingEvent.Checkpointed(1, SmallBase.seal()));
            run.on(chosen(1));
            run.on(new TrainingEvent.Finished(SmallBase.seal(), 1, false, Duration.ZERO));
        }
        Files.writeString(folder.resolve("mine.safetensors"), "mine");
        assertThatThrownBy(() -> prepare(false)).isInstanceOf(BadInput.class).hasMessageContaining("--overwrite");
        RunPlace wolf = new RunPlace(folder, "wolf", SealFormat.KOHYA, DType.F16, true);
        try (RunFolder run = RunFolder.prepare(wolf, RunDescription.empty(), CLOCK, Language.ENGLISH)) {
            assertThat(folder.resolve("fox.safetensors")).isRegularFile();
            start(run);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("run.toml", "events.jsonl", "mine.safetensors");
        }
    }

    @Test
    void whatAKillLeftBeforeTheRunBeganIsNoRun() throws IOException {
        Path trial = Files.createDirectories(folder.resolve(".styleseal-preflight"));
        Files.write(trial.resolve("adapter_model.safetensors"), new byte[8]);
        Files.write(folder.resolve(".styleseal-0f3a.tmp"), new byte[8]);
        Files.writeString(folder.resolve(".lock"), "1");
        try (RunFolder run = prepare(false)) {
            start(run);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("run.toml", "events.jsonl");
        }
        Files.delete(folder.resolve("events.jsonl"));
        assertThatThrownBy(() -> prepare(false)).isInstanceOf(BadInput.class).hasMessageContaining("--overwrite");
        try (RunFolder run = prepare(true)) {
            start(run);
        }
        Files.delete(folder.resolve("events.jsonl"));
        Files.writeString(folder.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> prepare(true)).isInstanceOf(BadInput.class).hasMessageContaining("are no run");
    }

    @Test
    void aRunWhoseClockWasSetBackReadsAsAnyOther() throws IOException {
        RunPlace place = new RunPlace(folder, "fox", SealFormat.KOHYA, DType.F16, false);
        try (RunFolder run = prepare(false)) {
            start(run);
            run.on(stepped(1));
        }
        Clock before = Clock.fixed(Instant.parse("1970-01-01T00:00:01Z"), ZoneOffset.UTC);
        try (RunFolder run = RunFolder.resume(place, RunDescription.empty(), before, Language.ENGLISH)) {
            start(run);
            run.on(new TrainingEvent.Resumed(1));
            run.on(stepped(2));
            run.on(new TrainingEvent.Checkpointed(2, SmallBase.seal()));
            run.on(chosen(2));
            run.on(new TrainingEvent.Finished(SmallBase.seal(), 2, false, Duration.ZERO));
        }
        assertThat(RunFolder.isFinished(place)).isTrue();
        RunHistory history = RunHistory.read(folder);
        assertThat(history.steps()).hasSize(2);
        assertThat(history.ending().orElseThrow().steps()).isEqualTo(2);
    }

    private RunFolder prepare(boolean overwrite) {
        RunPlace place = new RunPlace(folder, "fox", SealFormat.KOHYA, DType.F16, overwrite);
        return RunFolder.prepare(place, RunDescription.empty().with(RunKey.NAME, "fox"), CLOCK, Language.ENGLISH);
    }

    private static void start(RunFolder run) {
        run.on(planned());
        run.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
    }

    private static TrainingEvent chosen(int step) {
        return new TrainingEvent.Chosen(
                new Choice(step, step, false, Message.of("the last"), List.of()), SmallBase.seal());
    }

    private static TrainingEvent planned() {
        return new TrainingEvent.Planned(plan(), new HeldOutSplit(List.of(), List.of(), Message.of("none")));
    }

    private static Plan plan() {
        return Recipe.plan(Settings.none(), SmallBase.BASE, 4);
    }

    private static String settings() {
        StringBuilder json = new StringBuilder();
        plan().settings().values().forEach((setting, value) -> {
            String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
            json.append(json.isEmpty() ? "{" : ",")
                    .append('"')
                    .append(setting.key())
                    .append("\":")
                    .append(shown);
        });
        return json.append('}').toString();
    }

    private static String reasons() {
        StringBuilder json = new StringBuilder();
        plan().settings()
                .values()
                .keySet()
                .forEach(setting -> json.append(json.isEmpty() ? "{" : ",")
                        .append("\"%s\":".formatted(setting.key()))
                        .append(MessageJson.put(
                                JsonNodeFactory.instance.objectNode(),
                                plan().reasons().getOrDefault(setting, Message.of("")))));
        return json.append('}').toString();
    }

    private static TrainingEvent stepped(int step) {
        return new TrainingEvent.Stepped(
                new StepReport(step, 0.5, 0.001, 0.25, 4),
                400,
                Duration.ofSeconds(step),
                Duration.ofSeconds(400 - step));
    }

    private static RgbImage picture() {
        return RgbImage.of(2, 2, new byte[12]);
    }
}
