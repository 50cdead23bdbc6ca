package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.SealFormat;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OneThread.class)
class TrainTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void threeStepsLeaveARunThatCanBeRepeated() throws IOException {
        Path first = folder.resolve("first");
        Ended ended = train(first, "--steps", 3, "--trigger", "fluent style", "--checkpoint-every", 2);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        Path seal = first.resolve("fox.safetensors");
        assertThat(ended.out())
                .contains(
                        "The seal is " + seal,
                        "step 3 of 3",
                        "Try it:",
                        "styleseal generate --model " + Fixtures.MODEL);
        assertThat(ended.err())
                .contains("rank               = 8", "enough for a small base", "steps              = 3", "as asked")
                .contains("libtorch on the CPU")
                .containsPattern("Training: 3 of 3, loss \\d\\.\\d+, gradient \\d\\.\\d+");
        assertThat(first.resolve("checkpoints").resolve("fox-000002.safetensors"))
                .isRegularFile();

        Path second = folder.resolve("second");
        Ended again = Program.run("train", "--config", first.resolve("run.toml"), "--output", second, "--json");
        assertThat(again.code()).describedAs(again.err()).isZero();
        JsonNode result = JSON.readTree(again.out());
        assertThat(result.path("steps").intValue()).isEqualTo(3);
        assertThat(result.path("seal").textValue())
                .isEqualTo(second.resolve("fox.safetensors").toString());
        assertThat(FileInspection.of(second.resolve("fox.safetensors")).dataSha256())
                .describedAs("the same run gives the same tensors")
                .isEqualTo(FileInspection.of(seal).dataSha256());
    }

    @Test
    void sealsCanBePeftFoldersAndAreReplacedAsFilesAre() throws IOException {
        Path run = folder.resolve("run");
        Ended ended = train(run, "--steps", 2, "--format", "peft", "--checkpoint-every", 1, "--dora");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("diffusers does not read the lengths of a DoRA");
        assertThat(run.resolve("fox").resolve("adapter_config.json")).isRegularFile();
        long bytes = run.resolve("fox/adapter_config.json").toFile().length()
                + run.resolve("fox/adapter_model.safetensors").toFile().length();
        assertThat(ended.out()).contains("fox (" + Math.round(bytes / 1000.0) + " kB)");
        assertThat(run.resolve("checkpoints").resolve("fox-000001")).isDirectory();
        Ended inspected = Program.run("inspect", run.resolve("fox"));
        assertThat(inspected.out()).contains("a PEFT folder", "DoRA");
        Ended painted = Program.run(
                "generate",
                "--model",
                Fixtures.MODEL,
                "--seal",
                run.resolve("fox") + ":0.5:down=0",
                "--prompt",
                "x",
                "--steps",
                1,
                "--output",
                folder.resolve("x.png"));
        assertThat(painted.code()).describedAs(painted.err()).isZero();

        Ended again = train(run, "--steps", 1, "--overwrite");
        assertThat(again.code()).describedAs(again.err()).isZero();
        assertThat(run.resolve("fox")).doesNotExist();
        assertThat(run.resolve("checkpoints").resolve("fox-000001")).doesNotExist();
        assertThat(run.resolve("checkpoints").resolve("fox-000001.safetensors")).isRegularFile();
        assertThat(run.resolve("fox.safetensors")).isRegularFile();
    }

    @Test
    void eventsAreOneObjectALineAndNameTheirFiles() throws IOException {
        Path run = folder.resolve("run");
        Ended ended = train(run, "--steps", 2, "--preview-every", 1, "--preview-prompt", "a fox", "--size", 16);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("events.jsonl"))) {
            events.add(JSON.readTree(line));
        }
        assertThat(events.stream().map(event -> event.path("event").textValue()).distinct())
                .startsWith("planned", "encoding", "preflighted")
                .containsSubsequence("started", "previewed", "stepped", "checkpointed", "snapshotted")
                .endsWith("chosen", "selfTested", "finished");
        assertThat(events)
                .allSatisfy(event -> assertThat(event.path("at").textValue()).endsWith("Z"))
                .filteredOn(event -> event.path("event").textValue().equals("previewed"))
                .hasSize(3)
                .allSatisfy(event ->
                        assertThat(run.resolve(event.path("file").textValue())).isRegularFile());
        JsonNode end = events.get(events.size() - 1);
        assertThat(end.path("file").textValue()).isEqualTo("fox.safetensors");
        assertThat(end.path("bytes").longValue()).isEqualTo(Files.size(run.resolve("fox.safetensors")));
    }

    @Test
    void formatPrecisionAndMetadataAreThoseAskedFor() {
        Path run = folder.resolve("run");
        Ended ended =
                train(run, "--steps", 1, "--format", "diffusers", "--save-precision", "fp32", "--metadata", "full");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        FileInspection seal = FileInspection.of(run.resolve("fox.safetensors"));
        assertThat(seal.seal().orElseThrow().format()).isEqualTo(SealFormat.DIFFUSERS);
        assertThat(seal.elements()).containsOnlyKeys(DType.F32);
        assertThat(seal.metadata().get("ss_tag_frequency")).contains("fluent style");
    }

    @Test
    void earlierRunIsReplacedOnlyOnRequestAndOtherFilesStay() throws IOException {
        Path run = folder.resolve("run");
        assertThat(train(run, "--steps", 1).code()).isZero();
        Path mine = Files.writeString(run.resolve("notes.txt"), "mine");
        byte[] before = Files.readAllBytes(run.resolve("fox.safetensors"));

        Ended refused = train(run, "--steps", 2);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("an earlier run is there", "--overwrite")
                .doesNotContain("Reading");
        assertThat(run.resolve("fox.safetensors")).hasBinaryContent(before);

        Ended replaced = train(run, "--steps", 2, "--name", "wolf", "--overwrite");
        assertThat(replaced.code()).describedAs(replaced.err()).isZero();
        assertThat(run.resolve("fox.safetensors")).doesNotExist();
        assertThat(run.resolve("wolf.safetensors")).isRegularFile();
        assertThat(mine).hasContent("mine");
    }

    @Test
    void folderWithOtherFilesIsNeverARunFolder() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("thesis.txt"), "mine");
        Ended ended = train(run, "--steps", 1, "--overwrite");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("holds files that are no run");
    }

    @Test
    void unusedFilesAndMissingTriggersAreWarningsThatAreCounted() throws IOException {
        Path pictures = Fixtures.pictures(folder, 2);
        Files.writeString(pictures.resolve("notes.md"), "x");
        Path run = folder.resolve("run");
        Ended ended = Program.run(
                "train",
                "--model",
                Fixtures.MODEL,
                "--pictures",
                pictures,
                "--steps",
                1,
                "--output",
                run,
                "--trigger",
                "zork");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("Warning: 1 files and folders", "notes.md", "\"zork\" is missing in 2 of 2");
        assertThat(ended.out()).contains("There were 2 warnings, above");
        assertThat(Files.readString(run.resolve("events.jsonl"))).contains("notes.md", "zork");
    }

    private Ended train(Path run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--model", Fixtures.MODEL, "--name", "fox"));
        Path pictures = folder.resolve("pictures");
        words.addAll(List.of("--pictures", Files.exists(pictures) ? pictures : Fixtures.pictures(folder, 3)));
        words.addAll(List.of("--output", run));
        List<Object> last = Arrays.asList(more);
        if (last.contains("--name")) {
            words.subList(3, 5).clear();
        }
        words.addAll(last);
        return Program.run(words.toArray());
    }
}
