package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings and pictures in 16 bits. */
class PrecisionTest {
    private static final Path PICTURES = Path.of("../samples/fluent/train");
    private static final Path MODELS = Path.of("src/test/resources/reference");

    @TempDir
    private Path folder;

    @Test
    void aTrainingInBf16LosesAlmostNothing() {
        List<Double> exact = losses("float32");
        List<Double> rounded = losses("bf16");
        for (int i = 0; i < exact.size(); i++) {
            assertThat(rounded.get(i)).isCloseTo(exact.get(i), within(0.01 * exact.get(i)));
        }
        assertThat(rounded).isNotEqualTo(exact);
    }

    private List<Double> losses(String precision) {
        List<Double> losses = new ArrayList<>();
        try (BaseModel model = open("sd1", precision)) {
            Seal seal = training(model)
                    .listener(event -> {
                        if (event instanceof TrainingEvent.Stepped stepped) {
                            losses.add(stepped.report().loss());
                        }
                    })
                    .run();
            assertThat(seal.metadata().text("ss_mixed_precision")).contains(precision.equals("bf16") ? "bf16" : "no");
            seal.loras().forEach((path, module) -> {
                assertThat(module.up().values()).as(path).doesNotContain(Float.NaN);
                assertThat(anyIsFinerThanBf16(module.up().values()))
                        .as("adapters learn in float32: " + path)
                        .isTrue();
            });
        }
        return losses;
    }

    private static boolean anyIsFinerThanBf16(float[] values) {
        for (float value : values) {
            if ((Float.floatToIntBits(value) & 0xFFFF) != 0) {
                return true;
            }
        }
        return false;
    }

    private static BaseModel open(String kind, String precision) {
        return BaseModel.open(MODELS.resolve(kind + "/model"), Placement.choose("cpu", precision));
    }

    /** Few, since the test of a finished seal looks at each of them, and 16 bits are emulated here. */
    private Path pictures() {
        try {
            Path few = Files.createDirectories(folder.resolve("few"));
            for (String name : List.of("balloon.webp", "balloon.txt", "cactus.webp", "cactus.txt")) {
                Files.copy(PICTURES.resolve(name), few.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            return few;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FineTuning training(BaseModel model) {
        return FineTuning.on(model)
                .pictures(pictures())
                .steps(3)
                .with(Setting.BATCH, 1)
                .with(Setting.SIZE, "64")
                .with(Setting.RANK, 4)
                .with(Setting.TARGETS, "to_q,to_out.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "fp16"})
    void sixteenBitsPaintAlmostTheSamePicture(String precision) {
        byte[] exact = painted("float32");
        byte[] rounded = painted(precision);
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            sum += Math.abs((exact[i] & 0xFF) - (rounded[i] & 0xFF));
        }
        double mean = sum / exact.length;
        System.out.printf("%-60s mean difference %.3f of 255%n", "a picture of sdxl in " + precision, mean);
        assertThat(mean).isBetween(1e-9, 8.0);
    }

    private static byte[] painted(String precision) {
        try (BaseModel model = open("sdxl", precision)) {
            GeneratedImage image = TextToImage.with(model)
                    .prompt("a fox")
                    .negative("")
                    .guidance(3)
                    .steps(4)
                    .size(32, 32)
                    .run()
                    .get(0);
            return image.picture().rgb();
        }
    }

    @Test
    void trainingInFp16IsRefused() {
        try (BaseModel model = open("sd1", "fp16")) {
            assertThatThrownBy(() -> training(model).run())
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll("--precision is fp16", "Use bf16");
        }
    }

    @Test
    void aPlacementThatIsNotTheBasesOwnIsRefused() {
        try (BaseModel model = open("sd1", "bf16")) {
            assertThatThrownBy(() ->
                            training(model).with(Setting.PRECISION, "float32").run())
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll("--precision is float32", "the base was opened with bf16");
            assertThat(training(model)
                            .with(Setting.PRECISION, "auto")
                            .plan()
                            .settings()
                            .text(Setting.PRECISION))
                    .isEqualTo("bf16");
        }
    }

    @Test
    void aSealTrainedIn16BitsIsWornIn32() {
        Path file = folder.resolve("seal.safetensors");
        try (BaseModel model = open("sd2", "bf16")) {
            training(model).run().save(file, dev.styleseal.file.SealFormat.KOHYA, DType.F32);
        }
        try (BaseModel model = open("sd2", "float32")) {
            String before = model.fingerprint();
            TextToImage.with(model)
                    .seal(Seal.open(file), 1)
                    .steps(2)
                    .size(32, 32)
                    .run();
            assertThat(model.fingerprint()).isEqualTo(before);
        }
    }
}
