package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model in one file is the same base as its folder, to the last bit, or is refused with what it lacks. */
class OneFileModelTest {
    private static final String VAE = "first_stage_model.";

    @TempDir
    private Path folder;

    private static Path model(String kind) {
        return Reference.folder(kind + "/model");
    }

    private static BaseModel open(Path path, BaseOptions options) {
        return BaseModel.open(path, options, Placement.REFERENCE);
    }

    private static BaseOptions like(String kind) {
        return BaseOptions.NONE.withConfigs(model(kind));
    }

    private static String identity(Path path, BaseOptions options) {
        try (BaseModel opened = open(path, options)) {
            return opened.identity();
        }
    }

    private Path file(String kind, String name) {
        return OneFile.of(model(kind), Architecture.valueOf(kind.toUpperCase(Locale.ROOT)))
                .write(folder.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"sd1, Stable Diffusion 1", "sd2, Stable Diffusion 2 (v-prediction)", "sdxl, Stable Diffusion XL"})
    void aFileIsTheSameBaseAsItsFolder(String kind, String title) {
        Path file = file(kind, "model.safetensors");
        try (BaseModel whole = open(model(kind), BaseOptions.NONE);
                BaseModel one = open(file, like(kind))) {
            assertThat(one.identity()).as("every weight of " + kind).isEqualTo(whole.identity());
            assertThat(one.kind()).isEqualTo(whole.kind()).isEqualTo(title);
            assertThat(one.nativeSize()).isEqualTo(whole.nativeSize());
            assertThat(one.noise().prediction().value())
                    .isEqualTo(whole.noise().prediction().value());
            assertThat(one.path()).isEqualTo(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"sd1", "sd2", "sdxl"})
    void halfAFileIsRoundedAndEachPartMayHaveItsOwnPrecision(String kind) {
        Architecture architecture = Architecture.valueOf(kind.toUpperCase(Locale.ROOT));
        OneFile mixed = OneFile.of(model(kind), architecture).with(model(kind), Component.UNET, DType.F16);
        mixed.with(model(kind), Component.TEXT_ENCODER, DType.BF16);
        Path file = mixed.write(folder.resolve("mixed.safetensors"));
        try (BaseModel whole = open(model(kind), BaseOptions.NONE);
                BaseModel one = open(file, like(kind))) {
            assertThat(one.parameters()).isEqualTo(whole.parameters());
            assertThat(one.identity()).isNotEqualTo(whole.identity());
        }
        assertThat(identity(file, like(kind))).as("read twice").isEqualTo(identity(file, like(kind)));
    }

    @Test
    void aFileWithoutVaeAsksForOneAndTakesItFromFilesAndFolders() {
        Path other = file("sdxl", "other.safetensors");
        Path file = OneFile.of(model("sd1"), Architecture.SD1).without(VAE).write(folder.resolve("m.safetensors"));
        assertThatThrownBy(() -> open(file, like("sd1")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(file + " holds no VAE")
                .hasMessageContaining("--vae");
        String whole = identity(model("sd1"), BaseOptions.NONE);
        assertThat(identity(file, like("sd1").withVae(model("sd1")))).isEqualTo(whole);
        assertThat(identity(file, like("sd1").withVae(model("sd1").resolve("vae"))))
                .isEqualTo(whole);
        assertThat(identity(file, like("sd1").withVae(model("sd1").resolve("vae/diffusion_pytorch_model.safetensors"))))
                .isEqualTo(whole);
        String foreign = identity(file, like("sd1").withVae(other));
        assertThat(foreign)
                .as("the VAE of another file")
                .isNotEqualTo(whole)
                .isEqualTo(identity(model("sd1"), BaseOptions.NONE.withVae(model("sdxl"))));
    }

    @Test
    void aVaeThatIsNowhereIsNamed() {
        assertThatThrownBy(() -> open(model("sd1"), BaseOptions.NONE.withVae(folder.resolve("none"))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--vae is " + folder.resolve("none"));
    }

    @Test
    void missingTextEncodersAreAskedForAndTakenInTheirOrder() {
        Path file = OneFile.of(model("sdxl"), Architecture.SDXL)
                .without("conditioner.")
                .write(folder.resolve("m.safetensors"));
        assertThatThrownBy(() -> open(file, like("sdxl")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("text_encoder, text_encoder_2")
                .hasMessageContaining("--text-encoder");
        BaseOptions first = like("sdxl").withTextEncoder(model("sdxl").resolve("text_encoder"));
        assertThatThrownBy(() -> open(file, first)).hasMessageContaining("holds no text_encoder_2");
        BaseOptions both = first.withTextEncoder(model("sdxl").resolve("text_encoder_2/model.safetensors"));
        assertThat(identity(file, both)).isEqualTo(identity(model("sdxl"), BaseOptions.NONE));
        assertThatThrownBy(() -> open(file, both.withTextEncoder(model("sdxl"))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--text-encoder is given 3 times");
    }

    @Test
    void aTextEncoderWithItsOwnWordsNeedsItsTokenizer() {
        Path emoji = Path.of("../models/emoji").toAbsolutePath();
        Path file = OneFile.of(emoji, Architecture.SD1).write(folder.resolve("emoji.safetensors"));
        int words = ClipConfig.read(ConfigFile.read(emoji.resolve("text_encoder/config.json")), false)
                .vocabulary();
        assertThatThrownBy(() -> open(file, BaseOptions.NONE))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("knows " + words + " tokens")
                .hasMessageContaining("--base-config");
        assertThat(identity(file, BaseOptions.NONE.withConfigs(emoji))).isEqualTo(identity(emoji, BaseOptions.NONE));
    }

    @Test
    void whatTheBasePredictsMayBeSaid() {
        Path file = file("sdxl", "m.safetensors");
        BaseOptions velocity = like("sdxl").predicting(Prediction.V).endingInNoise(true);
        try (BaseModel model = open(file, velocity)) {
            assertThat(model.noise().prediction().value()).isEqualTo(Prediction.V);
            assertThat(model.noise().prediction().reason().text()).isEqualTo("as asked");
            assertThat(model.noise().zeroTerminalSnr().value()).isTrue();
        }
        try (BaseModel model = open(model("sd2"), BaseOptions.NONE.predicting(Prediction.EPSILON))) {
            assertThat(model.kind()).isEqualTo("Stable Diffusion 2");
        }
        assertThatThrownBy(() -> open(model("sd1"), BaseOptions.NONE.endingInNoise(true)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--zero-terminal-snr on does not go with " + model("sd1"));
    }

    @Test
    void optionsForFilesAreRefusedForFolders() {
        assertThatThrownBy(() -> open(model("sd1"), like("sd1")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--base-config is about models in one file");
        assertThatThrownBy(() -> open(model("sd1"), BaseOptions.NONE.withAverage()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--ema is about models in one file");
    }

    @Test
    void whatIsWrongWithATensorNamesItAsTheFileDoes() throws IOException {
        String bias = "model.diffusion_model.time_embed.0.bias";
        Path nan = file("sd1", "nan.safetensors");
        try (SafetensorsFile opened = SafetensorsFile.open(nan);
                FileChannel channel = FileChannel.open(nan, StandardOpenOption.WRITE)) {
            ByteBuffer number =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
            channel.write(number, opened.entry(bias).offset());
        }
        assertThatThrownBy(() -> open(nan, like("sd1")))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(bias)
                .hasMessageContaining("NaN");
        Path missing =
                OneFile.of(model("sd1"), Architecture.SD1).without(bias).write(folder.resolve("missing.safetensors"));
        assertThatThrownBy(() -> open(missing, like("sd1")))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("missing: time_embedding.linear_1.bias");
    }

    @Test
    void aNumberTooLargeForHalfPrecisionIsSaidToBe() {
        OneFile file = OneFile.of(model("sd1"), Architecture.SD1);
        int width = ReferenceJson.read("sd1/model/unet/config.json")
                .get("block_out_channels")
                .get(0)
                .intValue();
        float[] large = new float[4 * width * 9];
        large[0] = 1e6f;
        Path path = file.with("model.diffusion_model.out.2.weight", HostTensor.of(large, 4, width, 3, 3))
                .write(folder.resolve("large.safetensors"));
        assertThatThrownBy(() -> BaseModel.open(path, like("sd1"), Placement.choose("cpu", "fp16")))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("too large for fp16")
                .hasMessageContaining("--precision bf16");
        BaseModel.open(path, like("sd1"), Placement.choose("cpu", "bf16")).close();
    }
}
