package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertTest {
    private static final Path REFERENCE = Path.of("../core/src/test/resources/reference");
    private static final Path MODEL = REFERENCE.resolve("sd1/model");

    @TempDir
    private Path folder;

    @Test
    void aFolderBecomesAFileThatInspectUnderstandsAndAFolderAgain() throws IOException {
        Path file = folder.resolve("one.safetensors");
        Ended there = Program.run("convert", MODEL, file);
        assertThat(there.code()).describedAs(there.err()).isZero();
        assertThat(there.out()).contains("Stable Diffusion 1", "written and compared", "it predicts epsilon");

        Ended told = Program.run("inspect", file);
        assertThat(told.code()).describedAs(told.err()).isZero();
        assertThat(told.out()).contains("Stable Diffusion 1", "unet", "vae", "text_encoder", "it predicts epsilon");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", file, "--json").out());
        assertThat(json.path("kind").textValue()).isEqualTo("model");
        assertThat(json.path("networks")).hasSize(3);
        assertThat(json.at("/prediction/type").textValue()).isEqualTo("epsilon");

        Path back = folder.resolve("back");
        Ended again = Program.run("convert", file, back, "--base-config", MODEL, "--precision", "fp16", "--json");
        assertThat(again.code()).describedAs(again.err()).isZero();
        assertThat(new ObjectMapper().readTree(again.out()).path("components")).hasSize(3);
        assertThat(Program.run("inspect", back).out()).contains("Stable Diffusion 1", "F16");
        assertThat(back.resolve("tokenizer/vocab.json")).exists();
    }

    @Test
    void sealsTakeOtherFormsAndAllOfThemBecomesLora() throws IOException {
        Path kohya = REFERENCE.resolve("sd1/lora/text/kohya.safetensors");
        Path peft = folder.resolve("peft");
        Ended ended = Program.run("convert", kohya, peft, "--format", "peft");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(Program.run("inspect", peft).out()).contains("a PEFT folder");
        assertThat(Program.run("convert", kohya, peft).err()).contains("is there already");

        Path lyCoris = Path.of("../core/src/test/resources/golden/lycoris/layers.safetensors");
        Path lora = folder.resolve("lora.safetensors");
        assertThat(Program.run("convert", lyCoris, lora, "--format", "diffusers")
                        .err())
                .contains("LoHa, LoKr", "convert --lora");
        assertThat(Program.run("convert", lyCoris, lora, "--lora", "much").err())
                .contains("--lora is \"much\"");
        Ended made = Program.run("convert", lyCoris, lora, "--lora", "auto", "--json");
        assertThat(made.code()).describedAs(made.err()).isZero();
        assertThat(new ObjectMapper().readTree(made.out()).path("modules").intValue())
                .isEqualTo(59);
        assertThat(Program.run("inspect", lora).out()).contains("LoRA", "norms");
        assertThat(Program.run("inspect", lyCoris).out()).contains("kinds", "LoHa", "LoKr");
        assertThat(Program.run("convert", MODEL, folder.resolve("m"), "--lenient")
                        .err())
                .contains("is a base model");
    }

    @Test
    void theVerdictsOfProgramsAreTold() throws IOException {
        Path lyCoris = Path.of("../core/src/test/resources/golden/lycoris/unet.safetensors");
        Ended told = Program.run("inspect", lyCoris, "--verify");
        assertThat(told.code()).describedAs(told.err()).isZero();
        assertThat(told.out())
                .contains(
                        "ok    Style Seal reads every tensor",
                        "ok    in the form of kohya",
                        "LOOK  in the form of PEFT",
                        "ok    ComfyUI reads every tensor",
                        "LOOK  diffusers does not read it:");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", lyCoris, "--verify", "--json").out());
        assertThat(json.at("/programs/a1111/verdict").textValue()).isEqualTo("reads-all");
        assertThat(json.at("/programs/diffusers/verdict").textValue()).isEqualTo("refuses");
    }

    @Test
    void outputsThatCannotBeAreRefused() throws IOException {
        assertThat(Program.run("convert", MODEL, folder.resolve("x.ckpt")).err())
                .contains("never written");
        Path there = Files.createFile(folder.resolve("there.safetensors"));
        assertThat(Program.run("convert", MODEL, there).err()).contains("it is there already");
        assertThat(Program.run("convert", MODEL, folder.resolve("y"), "--ema").code())
                .isEqualTo(2);
    }

    @Test
    void otherArchitecturesAreToldByInspect() throws IOException {
        String header =
                "{\"double_blocks.0.img_attn.norm.key_norm.scale\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        byte[] bytes = new byte[8 + header.length() + 4];
        bytes[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, header.length());
        Path file = Files.write(folder.resolve("flux.safetensors"), bytes);
        assertThat(Program.run("inspect", file).out()).contains("another architecture, FLUX");
        assertThat(Program.run("inspect", file, "--json").out()).contains("\"foreign\"");
    }
}
