package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
    /** Written by peft. */
    private static final Path SEAL = Path.of("../core/src/test/resources/reference/sd1/lora/text/kohya.safetensors");

    @TempDir
    private Path folder;

    @Test
    void sealIsToldInWords() {
        Ended ended = Program.run("inspect", SEAL);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "a seal (LoRA adapter), kohya names",
                        "rank",
                        "alpha",
                        "12 text attention",
                        "text_encoder.layers.2",
                        "##")
                .contains("ok    every layer changes something");
    }

    @Test
    void sealIsToldInJson() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", SEAL, "--json").out());
        assertThat(json.path("kind").textValue()).isEqualTo("seal");
        assertThat(json.path("seal").path("ranks").get(0).intValue()).isPositive();
        assertThat(json.path("seal").path("blocks")).isNotEmpty();
        assertThat(json.path("sha256").textValue()).hasSize(64);
    }

    @Test
    void healthIsToldLayerByLayer() throws IOException {
        Path page = folder.resolve("health.html");
        Ended ended = Program.run("inspect", SEAL, "--layers", "--html", page);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out())
                .contains("Effective rank:", "Energy that smaller ranks would keep: 1:", "AutoV2", "self_attn.q_proj");
        assertThat(Files.readString(page))
                .contains("table class=\"data heat\"", "text_encoder.layers.0", "Effective rank", "AutoV3");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", SEAL, "--json").out());
        assertThat(json.path("layerHealth").get(0).path("singularValues")).isNotEmpty();
        assertThat(json.path("hashes").path("sshs_model_hash")).isEqualTo(json.path("sha256"));
        assertThat(json.path("hashes").path("autoV2").textValue()).hasSize(10);
        Ended russian = Program.run("inspect", SEAL, "--html", page, "--language", "ru");
        assertThat(russian.code()).describedAs(russian.err()).isZero();
        assertThat(Files.readString(page)).contains("Эффективный ранг");
        Ended none =
                Program.run("inspect", Fixtures.MODEL.resolve("unet/diffusion_pytorch_model.safetensors"), "--layers");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("is no seal. Expected a seal for --layers");
    }

    @Test
    void modelFolderIsToldFromItsHeaders() throws IOException {
        Ended words = Program.run("inspect", Path.of("../models/emoji"));
        assertThat(words.out()).contains("Stable Diffusion 1", "unet", "8,886,532 F16", "block_out_channels");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", Path.of("../models/emoji"), "--json")
                        .out());
        assertThat(json.path("networks")).hasSize(3);
        assertThat(json.path("networks").findValuesAsText("name")).containsExactly("text_encoder", "unet", "vae");
    }

    @Test
    void partOfAModelIsNamed() {
        assertThat(Program.run("inspect", Fixtures.MODEL.resolve("unet/diffusion_pytorch_model.safetensors"))
                        .out())
                .contains("the UNet of a diffusers model");
    }

    @Test
    void whatIsNoModelAndNoFileIsRefused() throws IOException {
        assertThat(Program.run("inspect", folder).code()).isEqualTo(2);
        assertThat(Program.run("inspect", folder).err()).contains("without model_index.json");
        assertThat(Program.run("inspect", folder.resolve("none")).code()).isEqualTo(2);
        Path text = Files.writeString(folder.resolve("a.safetensors"), "hello, this is a text and no tensor");
        assertThat(Program.run("inspect", text).code()).isEqualTo(3);
    }
}
