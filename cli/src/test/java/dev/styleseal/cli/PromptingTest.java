package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Grammar, learned words, seals by name, and pictures painted again from their own words. */
@ExtendWith(OneThread.class)
class PromptingTest {
    private static final Path EMBEDDINGS = Path.of("../core/src/test/resources/golden/embeddings");
    private static final String A1111 =
            "a fox\nSteps: 1, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 3, Size: 32x32, "
                    + "Model hash: 6ce0161689, Model: v1-5, Denoising strength: 0.5, Version: v1.10.1";

    @TempDir
    private Path folder;

    private Path seals;

    @BeforeEach
    void twoSealsToCall() throws IOException {
        seals = Files.createDirectories(folder.resolve("seals"));
        seal("ink", 0.05f);
        seal("oil", -0.03f);
    }

    @Test
    void ourOwnPicturesComeOutAgainBitForBit() throws IOException {
        repaintsEqually(
                "--prompt", " a (fox),  BREAK", "--negative", "", "--seal", seals.resolve("ink.safetensors") + ":0.7");
        repaintsEqually("--prompt", "word ".repeat(90), "--seal", seals.resolve("oil.safetensors") + ":1:mid=0.5");
        repaintsEqually(
                "--grammar",
                "a1111",
                "--negative",
                "[low|blurry]",
                "--clip-skip",
                2,
                "--sampler",
                "euler",
                "--sigmas",
                "beta",
                "--guidance-rescale",
                0.5,
                "--seal",
                seals.resolve("oil.safetensors"),
                "--prompt",
                "a (red:1.3) [fox:wolf:0.5] <lora:ink:0.4:0.8> AND snow :0.5");
    }

    @Test
    void picturesOverPicturesComeOutAgainWhenTheseAreNamed() throws IOException {
        Path image = picture("image.png", 220);
        Path mask = picture("mask.png", 200);
        Path first = folder.resolve("first.png");
        Path again = folder.resolve("again.png");
        generate(
                "--prompt",
                "x",
                "--image",
                image,
                "--mask",
                mask,
                "--mask-blur",
                2,
                "--steps",
                4,
                "--strength",
                0.5,
                "--output",
                first);
        Ended repainted = generate("--parameters", first, "--image", image, "--mask", mask, "--output", again);
        assertThat(repainted.code()).describedAs(repainted.err()).isZero();
        assertThat(repainted.err()).doesNotContain("Warning");
        assertThat(again).hasSameBinaryContentAs(first);

        warned("--parameters", first).contains("It was painted over a picture, which is missing");
        warned("--parameters", first, "--image", image).contains("its mask is missing");
        warned("--parameters", first, "--image", mask, "--mask", image)
                .contains("The picture of --image is not the one", "The mask of --mask is not the one");
    }

    @Test
    void picturesAndMasksThatWereNotPaintedOverAreExitTwo() throws IOException {
        Path image = picture("image.png", 220);
        refused("--parameters", foreign(A1111), "--image", image, "--mask", image)
                .contains("do not say Mask blur");
        refused("--parameters", foreign(A1111.replace("Denoising", "Rising")), "--image", image)
                .contains("do not say Denoising strength, and --image is given");
        refused("--parameters", foreign(A1111), "--mask", image).contains("--mask stands without --image");
        refused("--parameters", foreign(A1111), "--strength", 1).contains("Both --parameters and --strength");
    }

    @Test
    void anotherPrecisionIsNotAnotherBase() {
        Path first = folder.resolve("first.png");
        generate("--prompt", "x", "--steps", 1, "--precision", "bf16", "--output", first);
        assertThat(PngFile.texts(first).get(PngFile.PARAMETERS)).contains("Precision: bf16");
        warned("--parameters", first)
                .contains("It was painted in bf16, and this is float32")
                .doesNotContain("with the base");
        Ended same = generate("--parameters", first, "--precision", "bf16", "--output", folder.resolve("same.png"));
        assertThat(same.err()).doesNotContain("Warning");
    }

    private AbstractStringAssert<?> warned(Object... options) {
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--output", folder.resolve("other.png"), "--overwrite"));
        Ended ended = generate(words.toArray());
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        return assertThat(ended.err()).contains("Warning: ");
    }

    private Path picture(String name, int value) {
        byte[] rgb = new byte[3 * 32 * 32];
        for (int i = 0; i < rgb.length / 2; i++) {
            rgb[i] = (byte) value;
        }
        Path file = folder.resolve(name);
        PngFile.write(file, RgbImage.of(32, 32, rgb), Map.of());
        return file;
    }

    private void repaintsEqually(Object... options) throws IOException {
        Path first = folder.resolve("first.png");
        Path again = folder.resolve("again.png");
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--seals", seals, "--steps", 3, "--seed", 5, "--output", first, "--overwrite"));
        Ended painted = generate(words.toArray());
        assertThat(painted.code()).describedAs(painted.err()).isZero();
        Ended repainted = generate("--parameters", first, "--seals", seals, "--output", again, "--overwrite");
        assertThat(repainted.code()).describedAs(repainted.err()).isZero();
        assertThat(repainted.err()).doesNotContain("Warning");
        assertThat(again).hasSameBinaryContentAs(first);
    }

    @Test
    void sealsAndWordsThatAPromptCallsChangeThePicture() throws IOException {
        byte[] bare = painted("--prompt", "a sketch", "--grammar", "a1111");
        assertThat(painted("--prompt", "a sketch<lora:ink:1>", "--grammar", "a1111", "--seals", seals))
                .isNotEqualTo(bare);
        assertThat(painted("--prompt", "a sketch", "--embedding", EMBEDDINGS.resolve("sketch.safetensors")))
                .isNotEqualTo(bare);
        assertThat(painted("--prompt", "a pad", "--embedding", EMBEDDINGS.resolve("sketch.safetensors") + ":pad"))
                .isNotEqualTo(painted("--prompt", "a pad"));
    }

    @Test
    void tagsInPlainPromptsAreTextAndThatIsSaid() {
        Ended ended = generate("--prompt", "x <lora:ink:1>", "--steps", 1, "--output", folder.resolve("x.png"));
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("Warning: A prompt has the tag <lora:...>, which is text in plain prompts");
    }

    @Test
    void aPictureOfAnotherProgramIsPaintedAndSaysWhatMayDiffer() {
        Path file = foreign(
                "a (fox:1.2) <lora:ink:1> <lora:gone:1>" + A1111.substring(5) + ", Lora hashes: \"ink: 000000\"");
        Path again = folder.resolve("again.png");
        Ended ended = generate("--parameters", file, "--seals", seals, "--output", again);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err())
                .contains(
                        "Warning: The picture was painted by v1.10.1",
                        "Warning: Its noise was drawn by GPU",
                        "Warning: It was painted with the base v1-5 (hash 6ce0161689)",
                        "Warning: The seal gone is missing; the picture is painted without it.",
                        "Warning: The seal ink is not the one that the picture wore",
                        "Warning: Settings that are not understood are left out: Denoising strength: 0.5.");
        assertThat(PngFile.texts(again).get(PngFile.PARAMETERS))
                .startsWith("a (fox:1.2) <lora:ink:1> \nSteps: 1, Sampler: DPM++ 2M, Schedule type: Karras")
                .contains("Grammar: a1111");
    }

    @Test
    void picturesThatCannotBePaintedAgainAreExitTwo() {
        Path file = foreign(A1111);
        refused("--parameters", file, "--steps", 3).contains("Both --parameters and --steps are given");
        refused("--parameters", folder.resolve("none.png")).contains("none.png");
        Path silent = folder.resolve("silent.png");
        PngFile.write(silent, grey(), Map.of());
        refused("--parameters", silent).contains("does not say how it was painted");
        refused("--parameters", foreign(A1111.replace("Seed: 3, ", ""))).contains("do not say Seed. Expected Steps");
        refused("--parameters", foreign(A1111.replace("32x32", "wide")))
                .contains("say Size: wide. Expected width x height such as 512x768");
        refused("--parameters", foreign(A1111.replace("Steps: 1", "Steps: many")))
                .contains("say Steps: many. Expected a whole number");
        refused("--parameters", foreign(A1111.replace("Steps: 1", "Steps: 1.5")))
                .contains("say Steps: 1.5. Expected a whole number");
        refused("--parameters", foreign(A1111.replace("Seed: 3", "Seed: x")))
                .contains("say Seed: x. Expected a whole number");
        refused("--parameters", foreign(A1111.replace("DPM++ 2M Karras", "Restart")))
                .contains("say Sampler: Restart. Expected one of DDIM, Euler");
    }

    @Test
    void wordsSealsAndGrammarsThatCannotBeUsedAreExitTwo() {
        refused("--prompt", "x", "--grammar", "comfy").contains("There is no prompt grammar comfy");
        refused("--prompt", "x<lora:ink:1>", "--grammar", "a1111").contains("Name it with --seals");
        refused("--prompt", "x<lora:pen:1>", "--grammar", "a1111", "--seals", seals)
                .contains("Expected one of ink, oil");
        refused("--prompt", "x", "--seals", folder.resolve("none")).contains("Correct --seals");
        refused("--prompt", "x", "--embedding", EMBEDDINGS.resolve("pair.safetensors"))
                .contains("is for a base with 2 text encoders, and this base has 1");
        refused("--prompt", "x", "--embedding", "none.pt")
                .contains("none.pt: there is no such file. Expected a file of tensors");
        refused("--prompt", "x", "--embedding", "a\0b").contains("which no file can be called");
    }

    private byte[] painted(Object... options) throws IOException {
        Path file = folder.resolve("painted.png");
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--steps", 2, "--output", file, "--overwrite"));
        Ended ended = generate(words.toArray());
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        return PictureReader.read(file).rgb();
    }

    private Path foreign(String text) {
        Path file = folder.resolve("foreign.png");
        PngFile.write(file, grey(), Map.of(PngFile.PARAMETERS, text));
        return file;
    }

    private static RgbImage grey() {
        return RgbImage.of(1, 1, new byte[3]);
    }

    private void seal(String name, float value) {
        float[] values = new float[128];
        Arrays.fill(values, value);
        List<LoraModule> modules = new ArrayList<>();
        for (String path : List.of(
                "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k",
                "text_encoder.text_model.encoder.layers.0.self_attn.q_proj")) {
            int outputs = path.startsWith("unet") ? 64 : 32;
            modules.add(new LoraModule(
                    path,
                    HostTensor.of(Arrays.copyOf(values, 64), 2, 32),
                    HostTensor.of(Arrays.copyOf(values, 2 * outputs), outputs, 2),
                    2));
        }
        Seal.of(modules, SealMetadata.none()).save(seals.resolve(name + ".safetensors"));
    }

    private static Ended generate(Object... options) {
        List<Object> words = new ArrayList<>(List.of("generate", "--model", Fixtures.MODEL));
        words.addAll(Arrays.asList(options));
        return Program.run(words.toArray());
    }

    private AbstractStringAssert<?> refused(Object... options) {
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--output", folder.resolve("out")));
        Ended ended = generate(words.toArray());
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(2);
        return assertThat(ended.err()).contains("Error: ").doesNotContain("\tat ");
    }
}
