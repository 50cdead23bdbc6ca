package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.image.PngFile;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(OneThread.class)
class GenerateTest {
    @TempDir
    private Path folder;

    @Test
    void pictureCarriesItsSettingsAndItsLabel() {
        Path file = folder.resolve("fox.png");
        Path seal = seal(32, "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k");
        Ended ended =
                generate("--prompt", "a fox", "--negative", "blurry", "--seed", 7, "--steps", 2, "--output", file);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out().strip()).isEqualTo(file.toString());
        assertThat(ended.err()).contains("seed 7");
        assertThat(PngFile.texts(file).get(PngFile.PARAMETERS))
                .startsWith("a fox\nNegative prompt: blurry\nSteps: 2, Sampler: DPM++ 2M, Schedule type: Karras")
                .contains("CFG scale: 7, Seed: 7, Size: 32x32, Model hash: ", "Model: model");
        assertThat(PngFile.texts(file).get(PngFile.XMP)).contains("trainedAlgorithmicMedia");
        assertThat(seal).isRegularFile();
    }

    @Test
    void countTakesTheNextSeedsAndJsonTellsOfAll() throws IOException {
        Path output = folder.resolve("out");
        Ended ended = generate(
                "--prompt", "Fox & Hare!", "--prompt", "狐", "--count", 2, "--steps", 1, "--output", output, "--json");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        JsonNode pictures = new ObjectMapper().readTree(ended.out()).path("pictures");
        assertThat(pictures)
                .extracting(picture -> Path.of(picture.path("file").textValue()))
                .containsExactly(
                        output.resolve("fox-hare-0.png"),
                        output.resolve("fox-hare-1.png"),
                        output.resolve("狐-0.png"),
                        output.resolve("狐-1.png"))
                .allSatisfy(file -> assertThat(file).isRegularFile());
        assertThat(ended.err()).contains("seeds 0 to 1");
    }

    @Test
    void promptFileGoesOnWhereItStoppedAndListsAll() throws IOException {
        Path output = folder.resolve("out");
        Path prompts = Files.writeString(
                folder.resolve("prompts.txt"), "\uFEFF# animals\na fox --n dog --d 5\n\na wolf\nA WOLF!\n");
        Object[] options = {"--prompts", prompts, "--steps", 1, "--output", output};
        assertThat(generate(options).code()).isZero();
        List<String> manifest = Files.readAllLines(output.resolve("manifest.csv"));
        assertThat(manifest).hasSize(4);
        assertThat(manifest.get(0)).isEqualTo("file,prompt,negative,seed,seals,sampler,steps,guidance,size,model_hash");
        assertThat(manifest.get(1)).startsWith("a-fox-5.png,a fox,dog,5,,dpmpp-2m-karras,1,7.0,32x32,");
        assertThat(manifest.get(2)).matches("a-wolf-0-[0-9a-f]{8}\\.png,a wolf,.*");

        FileTime before = Files.getLastModifiedTime(output.resolve("a-fox-5.png"));
        Path missing =
                output.resolve(manifest.get(2).substring(0, manifest.get(2).indexOf(',')));
        Files.delete(missing);
        Ended again = generate(options);
        assertThat(again.code()).describedAs(again.err()).isZero();
        assertThat(again.err()).contains("2 of 3 pictures are there already");
        assertThat(missing).isRegularFile();
        assertThat(Files.getLastModifiedTime(output.resolve("a-fox-5.png"))).isEqualTo(before);
        assertThat(Files.readAllLines(output.resolve("manifest.csv"))).isEqualTo(manifest);

        Ended other = generate("--prompts", prompts, "--steps", 2, "--output", output);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("was painted with other settings", "--overwrite");
    }

    @Test
    void pictureThatIsThereIsReplacedOnlyOnRequest() throws IOException {
        Path file = Files.writeString(folder.resolve("fox.png"), "mine");
        Ended refused = generate("--prompt", "a fox", "--steps", 1, "--output", file);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("is there already", "--overwrite").doesNotContain("Reading");
        assertThat(file).hasContent("mine");
        assertThat(generate("--prompt", "a fox", "--steps", 1, "--output", file, "--overwrite")
                        .code())
                .isZero();
        assertThat(PngFile.texts(file)).containsKey(PngFile.PARAMETERS);
    }

    @Test
    void sealOfAnotherArchitectureIsExitTwo() {
        Path seal = seal(48, "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q");
        refused("--prompt", "x", "--seal", seal).contains("to_q");
        Path elsewhere = seal(48, "unet.down_blocks.7.attentions.0.transformer_blocks.0.attn1.to_q");
        refused("--prompt", "x", "--seal", elsewhere).contains("down_blocks.7");
    }

    @Test
    void damagedSealIsExitThree() throws IOException {
        Path seal = seal(32, "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k");
        byte[] bytes = Files.readAllBytes(seal);
        Files.write(seal, Arrays.copyOf(bytes, bytes.length - 5));
        corrupt("--prompt", "x", "--seal", seal).contains(seal.toString());
        byte[] lies = bytes.clone();
        Arrays.fill(lies, 0, 7, (byte) 0xff); // the length of the header
        Files.write(seal, lies);
        corrupt("--prompt", "x", "--seal", seal).contains(seal.toString());
    }

    @Test
    void namesInHostileFilesDoNotReachTheTerminalAsControls() throws IOException {
        byte[] header = "{\"a\\u001b[2J\\u009b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[8 + header.length + 4];
        file[0] = (byte) header.length;
        System.arraycopy(header, 0, file, 8, header.length);
        Path seal = Files.write(folder.resolve("evil.safetensors"), file);
        refused("--prompt", "x", "--seal", seal)
                .doesNotContain("\u001b", "\u009b")
                .contains("\\u001b");
        Ended inspected = Program.run("inspect", seal);
        assertThat(inspected.out() + inspected.err()).doesNotContain("\u001b", "\u009b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prompt x --steps 0                   | The number of steps is 0. Expected at least 1
                    --prompt x --guidance NaN              | Guidance is NaN. Expected 0 or more
                    --prompt x --guidance -1               | Guidance is -1
                    --prompt x --size 33                   | Expected sides that are multiples of
                    --prompt x --size 32x                  | --size is "32x"
                    --prompt x --size 99999                | The size is 99999x99999
                    --prompt x --count 0                   | --count is 0
                    --prompt x --clip-skip 0               | Clip skip is 0
                    --prompt x --sampler dmpp-2m           | There is no sampler dmpp-2m. Expected one of ddim, euler
                    --prompt x --seal none.safetensors     | none.safetensors
                    --prompt x --seal a.safetensors:NaN    | has the weight "NaN". Expected a number
                    --prompt x --seal a.safetensors:0,8    | has the weight "0,8"
                    --prompt x --prompt x                  | ask for the same picture
                    --prompt x --sigmas kerras             | There are no sigmas kerras. Expected one of timesteps, karras
                    --prompt x --spacing trailling         | There is no spacing trailling. Expected one of linspace
                    --prompt x --sigmas beta --sampler ddim | --sigmas beta has no effect on the sampler ddim
                    --prompt x --sigmas beta --sampler euler-karras | contradicts the sampler euler-karras
                    --prompt x --spacing leading --sampler lcm | --spacing leading has no effect here: the sampler lcm
                    --prompt x --spacing leading --sampler dpmpp-2m-karras | the noise levels do not come from timesteps
                    --prompt x --guidance-rescale 1.5      | The rescaling of guidance is 1.5. Expected 0 (none) to 1
                    --prompt x --zero-terminal-snr on      | --zero-terminal-snr on does not go with
                    --prompt x --tile-size 20              | The tile size is 20. Expected a multiple of 8
                    --prompt x --strength 0.5              | --strength stands without --image
                    --prompt x --mask none.png             | --mask stands without --image
                    --prompt x --mask-blur 4               | --mask-blur stands without --mask
                    --prompt x --image none.png            | Cannot read the picture none.png
                    --steps 1                              | Neither --prompt nor --prompts is given
                    --prompts none.txt                     | Cannot read none.txt: no such file or folder
                    --prompt x --prompts none.txt          | Both --prompt and --prompts are given
                    --prompt x --count 2 --output fox.png  | 2 pictures are to go into the one file
                    --prompt x --output /proc/styleseal    | Cannot write
                    """)
    void optionThatCannotBeUsedIsExitTwo(String options, String message) {
        List<Object> words = new ArrayList<>(Arrays.asList((Object[]) options.split(" ")));
        if (!words.contains("--output")) {
            words.addAll(List.of("--output", folder.resolve("out")));
        }
        refused(words.toArray()).contains(message);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void promptFileThatCannotBeUsedNamesTheLine() throws IOException {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "# one\na fox --w 64\n");
        refused("--prompts", prompts).contains("line 2 of " + prompts, "--w", "--n", "--d");
        Files.writeString(prompts, "a fox --d x\n");
        refused("--prompts", prompts).contains("line 1", "\"x\"");
        Files.writeString(prompts, "\n# nothing\n");
        refused("--prompts", prompts).contains("There is no prompt");
        Files.write(prompts, new byte[] {'a', (byte) 0xff});
        refused("--prompts", prompts).contains("is not UTF-8");
    }

    @Test
    void weightStandsBehindTheLastColonAndOnlyIfItIsANumber() throws IOException {
        assertThat(SealArgument.parse("fox.safetensors")).isEqualTo(seal("fox.safetensors", 1, ""));
        assertThat(SealArgument.parse("a:b.safetensors:-0.5")).isEqualTo(seal("a:b.safetensors", -0.5, ""));
        assertThat(SealArgument.parse("C:\\seals\\fox.safetensors"))
                .isEqualTo(seal("C:\\seals\\fox.safetensors", 1, ""));
        Path seal = Files.writeString(folder.resolve("fox.safetensors"), "");
        refused("--prompt", "x", "--seal", seal + ":strong").contains("has the weight \"strong\"");
    }

    @Test
    void weightsOfBlocksStandBehindAnotherColon() throws IOException {
        assertThat(SealArgument.parse("fox.safetensors:0.8:text=0.5,up.1=0"))
                .isEqualTo(seal("fox.safetensors", 0.8, "text=0.5,up.1=0"));
        assertThat(SealArgument.parse("C:\\fox.safetensors:mid=2")).isEqualTo(seal("C:\\fox.safetensors", 1, "mid=2"));
        Path odd = Files.writeString(folder.resolve("a:b=1"), "");
        assertThat(SealArgument.parse(odd.toString())).isEqualTo(seal(odd.toString(), 1, ""));
        refused("--prompt", "x", "--seal", "fox.safetensors:left=1").contains("There is no part left of a base");
        refused("--prompt", "x", "--seal", "fox.safetensors:1:down=1,up").contains("hold \"up\"");
        Path file = seal(32, "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k");
        refused("--prompt", "x", "--seal", file + ":1:down=0").contains("Seal seal has nothing in down", "mid, unet");
    }

    private static SealArgument seal(String file, double weight, String blocks) {
        return new SealArgument(
                Path.of(file), weight, blocks.isEmpty() ? BlockWeights.none() : BlockWeights.parse(blocks));
    }

    private Path seal(int inputs, String path) {
        LoraModule module = new LoraModule(
                path,
                HostTensor.of(new float[2 * inputs], 2, inputs),
                HostTensor.of(new float[2 * inputs], inputs, 2),
                2);
        Path file = folder.resolve("seal.safetensors");
        Seal.of(List.of(module), SealMetadata.none()).save(file);
        return file;
    }

    private Ended generate(Object... options) {
        List<Object> words = new ArrayList<>(List.of("generate", "--model", Fixtures.MODEL));
        words.addAll(Arrays.asList(options));
        return Program.run(words.toArray());
    }

    private AbstractStringAssert<?> refused(Object... options) {
        return ended(generate(options), 2);
    }

    private AbstractStringAssert<?> corrupt(Object... options) {
        return ended(generate(options), 3);
    }

    private static AbstractStringAssert<?> ended(Ended ended, int code) {
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(code);
        assertThat(ended.out()).isEmpty();
        return assertThat(ended.err()).contains("Error: ").doesNotContain("\tat ");
    }
}
