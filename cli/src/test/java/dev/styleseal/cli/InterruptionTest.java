package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real signals to real processes, in every phase. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill to send signals with")
@ExtendWith(OneThread.class)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
    @TempDir
    private Path folder;

    @Test
    void whileTheBaseIsReadTheProcessEndsAndLeavesNothing() {
        try (ChildProgram child = train("--steps", 100_000)) {
            child.await("Reading the base");
            child.signal("INT");
            assertThat(ended(child)).contains("Interrupted. Nothing was written.");
        }
        assertThat(run()).doesNotExist();
    }

    @Test
    void whilePicturesAreEncodedTheProcessEndsAndLeavesNothing() {
        try (ChildProgram child = train("--steps", 100_000, "--size", 192)) {
            child.await("Encoding: 1 of");
            child.signal("TERM");
            assertThat(ended(child)).contains("Interrupted. Nothing was written.");
        }
        assertThat(run()).doesNotExist();
    }

    @Test
    void whileTrainingTheStepIsFinishedAndTheSealSoFarIsWritten() throws IOException {
        try (ChildProgram child = train("--steps", 100_000)) {
            child.await("Training: 1 of");
            child.signal("INT");
            assertThat(ended(child))
                    .contains("Stopping after this step", "Interrupted after step", "of 100000", "The seal is ");
        }
        assertThat(Seal.open(run().resolve("fox.safetensors")).modules()).isNotEmpty();
        List<String> events = Files.readAllLines(run().resolve("events.jsonl"));
        JsonNode last = new ObjectMapper().readTree(events.get(events.size() - 1));
        assertThat(last.path("event").textValue()).isEqualTo("finished");
        assertThat(last.path("interrupted").booleanValue()).isTrue();
    }

    @Test
    void secondSignalEndsTheProcessAtOnce() {
        // Steps of some seconds, so that the second signal comes before the first has had its way.
        try (ChildProgram child = train("--steps", 100_000, "--size", 128, "--batch", 2)) {
            child.await("Training: 1 of");
            child.signal("INT");
            child.await("Stopping after this step");
            child.signal("INT");
            assertThat(ended(child)).contains("Interrupted at once.");
        }
        assertThat(run().resolve("fox.safetensors")).doesNotExist();
    }

    @Test
    void whileSealsAreWrittenEveryFileIsWhole() throws IOException {
        // Ranks this high make saving most of the work.
        try (ChildProgram child =
                train("--steps", 100_000, "--rank", 512, "--checkpoint-every", 1, "--save-precision", "fp32")) {
            child.await("Checkpoint of step 2");
            child.signal("TERM");
            assertThat(ended(child)).contains("Interrupted after step");
        }
        try (Stream<Path> files = Files.walk(run())) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .hasSizeGreaterThanOrEqualTo(5)
                    .noneMatch(file -> file.toString().endsWith(".tmp"))
                    .filteredOn(file ->
                            file.toString().endsWith(".safetensors") && !file.startsWith(run().resolve("state")))
                    .allSatisfy(file -> assertThat(Seal.open(file).modules()).isNotEmpty());
        }
    }

    @Test
    void whilePaintingFinishedPicturesStayAndTheJobGoesOnLater() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a fox\na wolf\na hare\n");
        Object[] words = {
            "generate",
            "--model",
            Fixtures.MODEL,
            "--prompts",
            prompts,
            "--steps",
            60,
            "--output",
            folder.resolve("out")
        };
        Path first = folder.resolve("out").resolve("a-fox-0.png");
        try (ChildProgram child = ChildProgram.start(folder, words)) {
            child.await(first.toString());
            child.signal("INT");
            assertThat(ended(child)).contains("pictures are painted. The same command goes on");
        }
        assertThat(folder.resolve("out").resolve("manifest.csv")).doesNotExist();
        byte[] painted = Files.readAllBytes(first);
        Ended rest = Program.run(words);
        assertThat(rest.code()).describedAs(rest.err()).isZero();
        assertThat(rest.err()).contains("of 3 pictures are there already");
        assertThat(first).hasBinaryContent(painted);
        assertThat(folder.resolve("out")).isDirectoryContaining("glob:**a-hare-0.png");
        assertThat(Files.readAllLines(folder.resolve("out").resolve("manifest.csv")))
                .hasSize(4);
    }

    @Test
    void whileASealIsResizedNothingIsWritten() throws IOException {
        Path seal = folder.resolve("loha.safetensors");
        Random random = new Random(0);
        Matrix.Product product = new Matrix.Product(numbers(random, 900, 4), numbers(random, 4, 900));
        List<LohaModule> layers = IntStream.range(0, 100)
                .mapToObj(i -> new LohaModule(
                        "unet.mid_block.attentions.0.transformer_blocks." + i + ".attn1.to_q",
                        product,
                        product,
                        1,
                        Optional.empty()))
                .toList();
        Seal.of(layers, SealMetadata.none()).save(seal);
        Path out = folder.resolve("out.safetensors");
        try (ChildProgram child = ChildProgram.start(folder, "resize", seal, out, "--rank", 4)) {
            child.await(" of 100");
            child.signal("INT");
            assertThat(ended(child)).contains("Stopping; nothing will be written.");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(seal);
        }
    }

    private static HostTensor numbers(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(values, rows, columns);
    }

    private Path run() {
        return folder.resolve("run");
    }

    private ChildProgram train(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", "--model", Fixtures.MODEL, "--name", "fox", "--batch", 1));
        words.addAll(List.of("--pictures", Fixtures.pictures(folder, 12), "--output", run()));
        words.addAll(List.of("--evaluate-every", 0, "--preview-every", 0)); // the signals are for the steps
        if (Arrays.asList(more).contains("--batch")) {
            words.removeAll(List.of("--batch", 1));
        }
        words.addAll(Arrays.asList(more));
        return ChildProgram.start(folder, words.toArray());
    }

    private static String ended(ChildProgram child) {
        Ended ended = child.end();
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(130);
        return ended.err();
    }
}
