package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that make seals of seals. */
class ResizeMergeTest {
    private static final Path LORA = Path.of("../core/src/test/resources/reference/sd1/lora");
    private static final Path ATTENTION = LORA.resolve("attn/kohya.safetensors");
    private static final Path TEXT = LORA.resolve("text/kohya.safetensors");

    @TempDir
    private Path folder;

    @Test
    void aResizedSealSaysWhatItLost() throws IOException {
        Path out = folder.resolve("small.safetensors");
        Ended ended = Program.run("resize", ATTENTION, out, "--rank", "2", "--precision", "float32");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out()).contains("rank 2", "mid_block", "all layers", " %");
        assertThat(Seal.open(out).loras().values()).allMatch(module -> module.rank() <= 2);
        assertThat(Seal.open(out).metadata().text("ss_training_comment").orElseThrow())
                .startsWith("resized to rank 2");
        Ended again = Program.run("resize", ATTENTION, out, "--rank", "2");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("resize", ATTENTION, out, "--energy", "0.7", "--overwrite", "--json")
                        .out());
        assertThat(json.path("lost").doubleValue()).isPositive().isLessThan(Math.sqrt(0.3));
        assertThat(json.path("layers").findValuesAsText("way")).contains("reduced");
        assertThat(json.path("bytes").longValue()).isEqualTo(Files.size(out));
    }

    @ParameterizedTest
    @CsvSource({"8kB,fp16,kohya", "12kB,float32,kohya", "12kB,fp16,diffusers", "20kB,bf16,kohya"})
    void aBudgetIsKept(String size, String precision, String format) throws IOException {
        Path out = folder.resolve("budget.safetensors");
        Ended ended =
                Program.run("resize", ATTENTION, out, "--bytes", size, "--precision", precision, "--format", format);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        long budget = TruncationOptions.bytes(size);
        assertThat(Files.size(out)).isLessThanOrEqualTo(budget).isGreaterThan(budget / 3);
    }

    @Test
    void mergedSealsAreOneOfTheSumOfTheirRanks() throws IOException {
        Path out = folder.resolve("both.safetensors");
        Ended ended = Program.run(
                "merge", "--seal", ATTENTION + ":0.8", "--seal", TEXT + ":-0.5:text=0.5", "--output", out, "--json");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(json.path("exact").booleanValue()).isTrue();
        assertThat(json.path("merged").get(1).path("blocks").textValue()).isEqualTo("text=0.5");
        Seal merged = Seal.open(out);
        assertThat(merged.modules().keySet()).anyMatch(path -> path.startsWith("text_encoder"));
        assertThat(merged.metadata().text("modelspec.merged_from")).contains("kohya, kohya");
        Ended less = Program.run(
                "merge", "--seal", ATTENTION, "--seal", TEXT, "--output", out, "--overwrite", "--rank", "3");
        assertThat(less.out()).contains("rank 3", "all layers");
        assertThat(Seal.open(out).loras().values())
                .extracting(LoraModule::rank)
                .contains(3)
                .allMatch(rank -> rank <= 3);
    }

    @Test
    void sealsGoIntoABaseAndComeOutAgain() throws IOException {
        Path tuned = folder.resolve("tuned");
        Ended merged = Program.run("merge", "--model", Fixtures.MODEL, "--seal", ATTENTION + ":0.5", "--output", tuned);
        assertThat(merged.code()).describedAs(merged.err()).isZero();
        assertThat(merged.out()).contains("Stable Diffusion 1 with", "changed layers, by 1 seal\n");
        Path out = folder.resolve("out.safetensors");
        Ended found = Program.run(
                "extract", "--model", tuned, "--base", Fixtures.MODEL, "--output", out, "--energy", "0.999", "--json");
        assertThat(found.code()).describedAs(found.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(found.out());
        assertThat(json.path("unheld")).isEmpty();
        assertThat(json.path("equalTensors").intValue()).isPositive();
        assertThat(Seal.open(out).modules().keySet())
                .isEqualTo(Seal.open(ATTENTION).modules().keySet());
        Ended overlap = Program.run("overlap", out, ATTENTION);
        assertThat(overlap.code()).describedAs(overlap.err()).isZero();
        assertThat(overlap.out()).contains("they do the same", "Weaken mid_block in", ":1:mid=0.5");
        Path page = folder.resolve("overlap.html");
        assertThat(Program.run("overlap", out, ATTENTION, "--html", page).code())
                .isZero();
        assertThat(Files.readString(page)).contains("mid_block", "they do the same");
        JsonNode pairs = new ObjectMapper()
                .readTree(Program.run("overlap", out, ATTENTION, TEXT, "--json").out());
        assertThat(pairs.path("pairs")).hasSize(3);
        assertThat(pairs.path("pairs").get(0).path("cosine").doubleValue()).isGreaterThan(0.99);
    }

    @Test
    void aMergedBaseMayBeOneFile() {
        Path file = folder.resolve("tuned.safetensors");
        Ended merged = Program.run("merge", "--model", Fixtures.MODEL, "--seal", ATTENTION, "--output", file, "--json");
        assertThat(merged.code()).describedAs(merged.err()).isZero();
        refused( // as convert says: heads of 64 channels cannot be counted in a model so narrow
                "how many heads", "merge", "--model", file, "--seal", ATTENTION, "--output", folder.resolve("again"));
        Path again = folder.resolve("again");
        Object[] words = {
            "merge", "--model", file, "--base-config", Fixtures.MODEL, "--seal", ATTENTION, "--output", again
        };
        Ended told = Program.run(words);
        assertThat(told.code()).describedAs(told.err()).isZero();
        assertThat(again.resolve("model_index.json")).exists();
        refused("is there already", words);
        List<Object> over = new ArrayList<>(List.of(words));
        over.add("--overwrite");
        assertThat(Program.run(over.toArray()).code()).isZero();
        refused(
                "no model of the same form",
                "merge",
                "--model",
                file,
                "--base-config",
                Fixtures.MODEL,
                "--seal",
                ATTENTION,
                "--output",
                folder,
                "--overwrite");
        refused(
                "the model that is read",
                "merge",
                "--model",
                again,
                "--seal",
                ATTENTION,
                "--output",
                again,
                "--overwrite");
        refused("say how a base is read", "merge", "--seal", ATTENTION, "--ema", "--output", folder.resolve("a"));
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatCannotBeUsedIsLeftOutWhenThatIsAllowed() throws IOException {
        Path odd = folder.resolve("odd.safetensors");
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(ATTENTION)) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        tensors.put("lora_unet_mid_block_attentions_0_proj_in.oft_blocks", HostTensor.of(new float[4], 2, 2));
        SafetensorsWriter.of(tensors, name -> DType.F32).write(odd, new TreeMap<>());
        Path out = folder.resolve("out.safetensors");
        List<List<Object>> commands = List.of(
                List.of("resize", odd, out, "--rank", "2", "--json"),
                List.of("merge", "--seal", odd, "--output", out, "--overwrite", "--json"),
                List.of("overlap", odd, ATTENTION, "--json"));
        for (List<Object> command : commands) {
            refused("oft_blocks", command.toArray());
            List<Object> lenient = new ArrayList<>(command);
            lenient.add("--lenient");
            Ended ended = Program.run(lenient.toArray());
            assertThat(ended.code()).describedAs(ended.err()).isZero();
            assertThat(ended.err())
                    .contains("1 tensor is left out, such as lora_unet_mid_block_attentions_0_proj_in.oft");
            assertThat(new ObjectMapper().readTree(ended.out()).path("leftOut").toString())
                    .contains("oft_blocks");
        }
    }

    /** Asked to stop before the first layer, no command leaves anything. */
    @Test
    void whatIsInterruptedLeavesNothing() throws IOException {
        Path out = folder.resolve("out");
        List<List<Object>> commands = List.of(
                List.of("resize", ATTENTION, out, "--rank", "2"),
                List.of("merge", "--seal", ATTENTION, "--seal", TEXT, "--output", out),
                List.of("merge", "--model", Fixtures.MODEL, "--seal", ATTENTION, "--output", out),
                List.of("extract", "--model", Fixtures.MODEL, "--base", Fixtures.MODEL, "--output", out, "--rank", "2"),
                List.of("overlap", ATTENTION, ATTENTION, "--html", out),
                List.of("convert", Fixtures.MODEL, out),
                List.of("convert", Fixtures.MODEL, out + ".safetensors"));
        for (List<Object> command : commands) {
            Ended ended = Program.interrupted(command.toArray());
            assertThat(ended.code()).as("%s: %s", command, ended.err()).isEqualTo(Interruption.EXIT_CODE);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).as(command.toString()).isEmpty();
            }
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        Path out = folder.resolve("out.safetensors");
        refused("Nothing says how much is kept", "resize", ATTENTION, out);
        refused("Several rules say how much", "resize", ATTENTION, out, "--rank", "2", "--energy", "0.9");
        refused("--bytes is \"ten\"", "resize", ATTENTION, out, "--bytes", "ten");
        refused("Not one layer fits", "resize", ATTENTION, out, "--bytes", "100");
        refused("--rank is 0", "resize", ATTENTION, out, "--rank", "0");
        refused("there is no folder", "resize", ATTENTION, folder.resolve("none/out.safetensors"), "--rank", "2");
        refused("--precision is fp8", "resize", ATTENTION, out, "--rank", "2", "--precision", "fp8");
        refused("There is nothing to merge", "merge", "--output", out);
        refused("are for seals", "merge", "--model", Fixtures.MODEL, "--seal", TEXT, "--output", out, "--rank", "2");
        refused("Two bases and a place", "extract", "--model", Fixtures.MODEL, "--output", out, "--rank", "2");
        refused(
                "Nothing says how much is kept",
                "extract",
                "--model",
                Fixtures.MODEL,
                "--base",
                Fixtures.MODEL,
                "--output",
                out);
        refused(
                "only kohya names",
                "extract",
                "--model",
                Fixtures.MODEL,
                "--base",
                Fixtures.MODEL,
                "--output",
                out,
                "--rank",
                "2",
                "--full",
                "--format",
                "peft");
        refused("is a DoRA", "merge", "--seal", LORA.resolve("dora/kohya.safetensors") + ":0.5", "--output", out);
        assertThat(out).doesNotExist();
    }

    private static void refused(String message, Object... arguments) {
        Ended ended = Program.run(arguments);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(message);
    }
}
