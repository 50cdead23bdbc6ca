package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Painting over pictures, and the finer options of the way there. */
@ExtendWith(OneThread.class)
class GenerateFinerTest {
    @TempDir
    private Path folder;

    @Test
    void repaintingLeavesEverythingOutsideTheSoftEdgeAsItWas() {
        RgbImage photo = noise(46, 35);
        Path image = picture("photo.png", photo);
        Path mask = picture("mask.png", square(46, 35, 15, 25));
        Path file = folder.resolve("out").resolve("new.png");
        Ended ended = generate(
                "--prompt",
                "a fox",
                "--image",
                image,
                "--mask",
                mask,
                "--mask-blur",
                2,
                "--strength",
                0.6,
                "--steps",
                5,
                "--output",
                file);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("The picture has 46x35 pixels: it is scaled to cover 46x34");
        assertThat(PngFile.texts(file).get(PngFile.PARAMETERS))
                .contains("Size: 46x34", "Denoising strength: 0.6, Mask blur: 2, Init image hash: ", "Mask hash: ");
        RgbImage before = CoverCrop.crop(photo, 46, 34);
        RgbImage after = PictureReader.read(file);
        int changed = 0;
        for (int y = 0; y < 34; y++) {
            for (int x = 0; x < 46; x++) {
                boolean far = x < 15 - 6 || x >= 25 + 6 || y < 15 - 7 || y >= 25 + 6;
                for (int channel = 0; channel < 3; channel++) {
                    if (far) {
                        assertThat(after.sample(x, y, channel)).isEqualTo(before.sample(x, y, channel));
                    } else if (after.sample(x, y, channel) != before.sample(x, y, channel)) {
                        changed++;
                    }
                }
            }
        }
        assertThat(changed).isGreaterThan(200);
    }

    @Test
    void picturesThatWerePaintedOverAnotherPictureAreOtherPictures() throws IOException {
        Path one = picture("one.png", noise(32, 32));
        Path two = picture("two.png", square(32, 32, 4, 9));
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a fox\n");
        Path output = folder.resolve("out");
        Ended ended = generate("--prompts", prompts, "--image", one, "--steps", 2, "--output", output);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        Ended other = generate("--prompts", prompts, "--image", two, "--steps", 2, "--output", output);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("was painted with other settings");
    }

    @Test
    void picturesAndMasksThatCannotBeUsedAreNamed() {
        Path one = picture("one.png", noise(32, 32));
        Path two = picture("two.png", square(32, 32, 4, 9));
        refused("--prompt", "x", "--image", two, "--strength", 0.1, "--steps", 2, "--output", folder.resolve("b"))
                .contains("A strength of 0.1 leaves nothing of 2 steps to do");
        refused("--prompt", "x", "--image", two, "--strength", 0, "--output", folder.resolve("b"))
                .contains("The strength is 0.0. Expected above 0");
        refused("--prompt", "x", "--image", one, "--mask", picture("m.png", square(16, 16, 2, 5)))
                .contains("The mask has 16x16 pixels, the picture 32x32");
        refused("--prompt", "x", "--image", one, "--mask", picture("black.png", square(32, 32, 0, 0)))
                .contains("The mask is black all over");
        refused("--prompt", "x", "--image", one, "--mask", two, "--mask-blur", 999)
                .contains("The mask blur is 999. Expected 0 to 256");
    }

    @Test
    void everyRefinementIsInTheSettingsOfThePicture() {
        Path file = folder.resolve("x.png");
        Ended ended = generate(
                "--prompt",
                "x",
                "--sampler",
                "euler",
                "--sigmas",
                "beta",
                "--spacing",
                "trailing",
                "--guidance-rescale",
                0.7,
                "--tile-size",
                16,
                "--steps",
                2,
                "--output",
                file);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(PngFile.texts(file).get(PngFile.PARAMETERS))
                .contains("Sampler: Euler, Schedule type: Beta", "Timestep spacing: trailing")
                .contains("Guidance rescale: 0.7", "VAE tile size: 16");
        Path other = folder.resolve("y.png");
        ended = generate("--prompt", "x", "--sigmas", "ays", "--steps", 2, "--output", other);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(PngFile.texts(other).get(PngFile.PARAMETERS))
                .contains("Sampler: DPM++ 2M, Schedule type: Align Your Steps");
    }

    @Test
    void keysOfTheScheduleThatHaveNoEffectAreNamed() throws IOException {
        Path model = Fixtures.modelWithUnet(folder, unet -> {});
        Path config = model.resolve("scheduler").resolve("scheduler_config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"shiny\": 1, \"sigma_min\": null,"));
        Ended ended = Program.run(
                "generate", "--model", model, "--prompt", "x", "--steps", 1, "--output", folder.resolve("x.png"));
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("no known scheduler has; they have no effect: shiny.");
    }

    @ParameterizedTest
    @CsvSource({"lcm,''", "euler,trailing", "euler-a,trailing"})
    void fewStepsWithoutGuidanceAreEnoughForDistilledSeals(String sampler, String spacing) {
        Path file = folder.resolve("x.png");
        List<Object> words = new ArrayList<>(
                List.of("--prompt", "x", "--sampler", sampler, "--steps", 4, "--guidance", 1, "--output", file));
        if (!spacing.isEmpty()) {
            words.addAll(List.of("--spacing", spacing));
        }
        Ended ended = generate(words.toArray());
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(PngFile.texts(file).get(PngFile.PARAMETERS)).contains("Steps: 4", "CFG scale: 1");
    }

    private Path picture(String name, RgbImage picture) {
        Path file = folder.resolve(name);
        PngFile.write(file, picture, Map.of());
        return file;
    }

    private static RgbImage noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(5).nextBytes(rgb);
        return RgbImage.of(width, height, rgb);
    }

    /** Black but for a white square from pixel {@code from} to before {@code to} both ways. */
    private static RgbImage square(int width, int height, int from, int to) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = from; y < to; y++) {
            Arrays.fill(rgb, 3 * (y * width + from), 3 * (y * width + to), (byte) 255);
        }
        return RgbImage.of(width, height, rgb);
    }

    private static Ended generate(Object... options) {
        List<Object> words = new ArrayList<>(List.of("generate", "--model", Fixtures.MODEL));
        words.addAll(Arrays.asList(options));
        return Program.run(words.toArray());
    }

    private static AbstractStringAssert<?> refused(Object... options) {
        Ended ended = generate(options);
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        return assertThat(ended.err()).contains("Error: ").doesNotContain("\tat ");
    }
}
