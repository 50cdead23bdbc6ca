package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.tensor.Engine;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.TensorEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(OneThread.class)
class TrainBadInputTest {
    @TempDir
    private Path folder;

    @Test
    void missingModelAndPicturesAreAskedFor() {
        assertThat(Program.run("train").err()).contains("No base model is given", "--model");
        assertThat(Program.run("train", "--model", Fixtures.MODEL).err())
                .contains("No picture folder is given", "--pictures");
    }

    @Test
    void noSuchModelIsExitTwo() {
        Path none = folder.resolve("none");
        refused(Program.run("train", "--model", none, "--pictures", Fixtures.pictures(folder, 1), "--output", run()))
                .contains("There is no model " + none, "--model");
    }

    @Test
    void noSuchPictureFolderIsExitTwo() {
        refused(train(folder.resolve("none"))).contains("There is no folder", "none");
    }

    @Test
    void folderWithoutPicturesIsExitTwo() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        refused(train(empty)).contains("There are no pictures in " + empty);
    }

    @Test
    void oneBrokenPictureAmongGoodOnesIsNamedAndNothingIsLeftBehind() throws IOException {
        Path pictures = Fixtures.pictures(folder, 3);
        Files.write(pictures.resolve("broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        Files.writeString(pictures.resolve("broken.txt"), "a broken thing");
        refused(train(pictures)).contains("1 of 4 pictures cannot be read", "broken.png");
        assertThat(run()).doesNotExist();
    }

    @Test
    void emptyCaptionAndCaptionThatIsNotUtf8AreNamedTogether() throws IOException {
        Path pictures = Fixtures.pictures(folder, 3);
        List<Path> captions;
        try (var files = Files.list(pictures)) {
            captions = files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
        Files.writeString(captions.get(0), " \n");
        Files.write(captions.get(1), new byte[] {'a', (byte) 0xe9, 'b'});
        refused(train(pictures))
                .contains("2 caption files", "is empty", "is not UTF-8 at byte 1")
                .contains(captions.get(0).getFileName().toString());
    }

    @Test
    void emptyTriggerIsExitTwo() {
        refused(train(Fixtures.pictures(folder, 1), "--trigger", " ")).contains("--trigger is empty");
    }

    @Test
    void newWordWithoutItsTriggerIsExitTwo() {
        refused(train(Fixtures.pictures(folder, 1), "--kind", "word")).contains("no word is given", "--trigger");
    }

    @Test
    void missingTensorOfTheModelIsExitThree() {
        corrupt(trainOn(Fixtures.modelWithUnet(folder, tensors -> tensors.remove("conv_in.bias"))))
                .contains("conv_in.bias");
    }

    @Test
    void extraTensorOfTheModelIsExitThree() {
        corrupt(trainOn(Fixtures.modelWithUnet(
                        folder, tensors -> tensors.put("conv_extra.bias", HostTensor.of(new float[2], 2)))))
                .contains("conv_extra.bias");
    }

    @Test
    void misshapenTensorOfTheModelIsExitThree() {
        corrupt(trainOn(Fixtures.modelWithUnet(
                        folder, tensors -> tensors.put("conv_in.bias", HostTensor.of(new float[3], 3)))))
                .contains("conv_in.bias", "3");
    }

    @Test
    void tensorOfTheModelThatIsNotANumberIsExitThree() throws IOException {
        Path model = Fixtures.modelWithUnet(folder, tensors -> {});
        Path weights = model.resolve("unet").resolve("diffusion_pytorch_model.safetensors");
        TensorEntry entry;
        try (SafetensorsFile file = SafetensorsFile.open(weights)) {
            entry = file.entry("conv_in.bias");
        }
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xc0, 0x7f}), entry.offset());
        }
        corrupt(trainOn(model)).contains("conv_in.bias", "NaN");
    }

    @Test
    void truncatedModelIsExitThree() throws IOException {
        Path model = Fixtures.modelWithUnet(folder, tensors -> {});
        try (FileChannel channel = FileChannel.open(
                model.resolve("unet").resolve("diffusion_pytorch_model.safetensors"), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 100);
        }
        corrupt(trainOn(model)).contains("diffusion_pytorch_model.safetensors");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --steps 0                  | The number of steps is 0. Expected at least 1
                    --steps many               | --steps is "many". Expected a whole number
                    --steps 3 --minutes 2      | Both --steps and --minutes are given
                    --minutes 0                | --minutes is 0
                    --learning-rate NaN        | --learning-rate is "NaN". Expected a number
                    --learning-rate 0          | The learning rate is 0
                    --size 33                  | Expected sides that are multiples of
                    --size big                 | --size is big
                    --kind stile               | There is no kind stile. Expected one of style, product, character, word. Did you mean style?
                    --schedule cosin           | Did you mean cosine?
                    --rank 0                   | Rank is 0. Expected 1 to
                    --batch 0                  | Batch is 0
                    --format koyha             | --format is koyha. Expected one of diffusers, kohya, peft. Did you mean kohya?
                    --save-precision fp61      | Did you mean fp16?
                    --metadata redact          | Did you mean redacted?
                    --checkpoint-every -1      | Expected 0 or more
                    --preview-every x          | --preview-every is "x". Expected a whole number
                    --name a/b                 | The name of the seal is "a/b"
                    --name ..                  | The name of the seal is ".."
                    """)
    void settingThatCannotBeUsedIsExitTwo(String options, String message) {
        refused(train(Fixtures.pictures(folder, 1), (Object[]) options.split(" ")))
                .contains(message);
        assertThat(run()).doesNotExist();
    }

    @Test
    void outputThatCannotBeWrittenIsFoundBeforeTheBaseIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        for (Path output : List.of(file, file.resolve("run"), Path.of("/proc/styleseal/run"))) {
            Ended ended = Program.run(
                    "train", "--model", folder, "--pictures", Fixtures.pictures(newFolder(), 1), "--output", output);
            refused(ended).contains("Cannot write the run to " + output).doesNotContain("Reading the base");
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no quota that every user may set")
    void fullDiskIsFoundBeforeTheFirstStep() {
        // The only quota that every user may set: no file of this process may be larger.
        List<String> quota = List.of("sh", "-c", "ulimit -f 400; exec \"$@\"", "sh");
        Path pictures = Fixtures.pictures(folder, 1);
        Engine.threads(); // unpacks the native libraries, which are larger
        try (ChildProgram child = ChildProgram.start(
                folder,
                quota,
                List.of("-XX:-UsePerfData"),
                "train",
                "--model",
                Fixtures.MODEL,
                "--pictures",
                pictures,
                "--rank",
                64,
                "--output",
                run())) {
            Ended ended = child.end();
            assertThat(ended.code()).describedAs(ended.err()).isEqualTo(2);
            assertThat(ended.err())
                    .contains("Cannot write", "File too large", "free")
                    .doesNotContain("Training");
        }
        assertThat(run()).doesNotExist();
    }

    @Test
    void configWithAnUnknownKeyNamesTheNearest() throws IOException {
        Path config = Files.writeString(folder.resolve("run.toml"), "stesp = 3\n");
        refused(Program.run("train", "--config", config)).contains("there is no key stesp", "Did you mean steps?");
        Files.write(config, "steps = \"three\"\n".getBytes(StandardCharsets.UTF_8));
        refused(Program.run("train", "--config", config)).contains("steps is \"three\"", "a whole number");
        Files.write(config, "steps = = 3\n".getBytes(StandardCharsets.UTF_8));
        refused(Program.run("train", "--config", config)).contains("is not valid TOML at line 1");
        refused(Program.run("train", "--config", folder.resolve("none.toml"))).contains("Cannot read");
    }

    private Path run() {
        return folder.resolve("run");
    }

    private Path newFolder() throws IOException {
        return Files.createTempDirectory(folder, "new");
    }

    private Ended train(Path pictures, Object... more) {
        return trainWith(Fixtures.MODEL, pictures, more);
    }

    private Ended trainOn(Path model) {
        return trainWith(model, Fixtures.pictures(folder, 1));
    }

    private Ended trainWith(Path model, Path pictures, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--model", model, "--pictures", pictures));
        words.addAll(List.of("--output", run()));
        words.addAll(Arrays.asList(more));
        return Program.run(words.toArray());
    }

    private static AbstractStringAssert<?> refused(Ended ended) {
        return ended(ended, 2);
    }

    private static AbstractStringAssert<?> corrupt(Ended ended) {
        return ended(ended, 3);
    }

    private static AbstractStringAssert<?> ended(Ended ended, int code) {
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(code);
        assertThat(ended.out()).isEmpty();
        return assertThat(ended.err()).contains("Error: ").doesNotContain("\tat ");
    }
}
