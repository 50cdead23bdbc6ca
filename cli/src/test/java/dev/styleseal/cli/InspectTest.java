package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    void aSealWithValuesThatAreNoNumbersIsToldNotToBeWearable() throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(SEAL)) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        tensors.replaceAll((name, tensor) ->
                name.endsWith("q_proj.lora_up.weight") ? new HostTensor(tensor.shape(), broken(tensor)) : tensor);
        Path seal = folder.resolve("broken.safetensors");
        SortedMap<String, String> header = new TreeMap<>(
                Map.of("ss_tag_frequency", "{\"10_fox\": {\"a red fox in the snow, photograph\": 12, \"owl\": 1}}"));
        SafetensorsWriter.of(tensors, name -> DType.F32).write(seal, header);
        replace(seal, 12345.5f, Float.NaN);
        replace(seal, 23456.5f, Float.POSITIVE_INFINITY);
        Ended ended = Program.run("inspect", seal, "--html", folder.resolve("broken.html"));
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out())
                .contains("LOOK  cannot be worn:", "q_proj: 1 NaN, 1 infinite", "of the pictures:", "(1 entry, ");
        JsonNode json = new ObjectMapper()
                .readTree(Program.run("inspect", seal, "--json").out());
        assertThat(json.path("wearable").booleanValue()).isFalse();
        assertThat(json.path("broken").get(0).path("nan").intValue()).isEqualTo(1);
        assertThat(json.path("metadata").path("ss_tag_frequency").textValue()).endsWith("1}}");
        assertThat(Files.readString(folder.resolve("broken.html"))).contains("Cannot be worn", "Inf");
    }

    private static float[] broken(HostTensor tensor) {
        float[] values = tensor.values().clone();
        values[0] = 12345.5f;
        values[1] = 23456.5f;
        return values;
    }

    /** The writer refuses what is no number, so the bits of a number are replaced. */
    private static void replace(Path file, float number, float other) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = bytes.capacity() % 4; at < bytes.capacity(); at += 4) {
            if (bytes.getInt(at) == Float.floatToIntBits(number)) {
                bytes.putFloat(at, other);
            }
        }
        Files.write(file, bytes.array());
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
