package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model folder is taken whole or refused with everything that is wrong with it. */
class ModelFolderTest {
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        Path source = Reference.folder("sd1/model");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.resolve(".."));
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void change(String file, Consumer<Map<String, HostTensor>> change) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile opened = SafetensorsFile.open(folder.resolve(file))) {
            opened.entries().keySet().forEach(name -> tensors.put(name, opened.floats(name)));
        }
        change.accept(tensors);
        SafetensorsWriter.of(tensors, name -> DType.F32).write(folder.resolve(file), new TreeMap<>());
    }

    private void replace(String file, String what, String with) {
        try {
            String text = Files.readString(folder.resolve(file));
            assertThat(text).contains(what);
            Files.writeString(folder.resolve(file), text.replace(what, with));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUntouchedCopyOpens() {
        try (BaseModel model = BaseModel.open(folder)) {
            assertThat(model.kind()).isEqualTo("Stable Diffusion 1");
            assertThat(model.fingerprint()).hasSize(64);
        }
    }

    @Test
    void missingUnexpectedAndMisshapenTensorsAreNamedInOneError() {
        change(UNET, tensors -> {
            tensors.remove("conv_in.weight");
            tensors.put("surplus.weight", HostTensor.of(new float[4], 2, 2));
            tensors.put("conv_out.bias", HostTensor.of(new float[7], 7));
        });
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("missing: conv_in.weight")
                .hasMessageContaining("unexpected: surplus.weight")
                .hasMessageContaining("wrong shape: conv_out.bias is [7], expected [4]")
                .hasMessageContaining("3 tensors")
                .hasMessageContaining(folder.resolve("unet").toString());
    }

    @Test
    void aTensorWithNanIsNamed() throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(folder.resolve(UNET));
                FileChannel channel = FileChannel.open(folder.resolve(UNET), StandardOpenOption.WRITE)) {
            ByteBuffer nan =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
            channel.write(nan, opened.entry("mid_block.resnets.0.conv1.weight").offset());
        }
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("mid_block.resnets.0.conv1.weight")
                .hasMessageContaining("NaN");
    }

    @Test
    void positionIdsOfOldTextEncodersAreHarmless() {
        change(
                "text_encoder/model.safetensors",
                tensors -> tensors.put("text_model.embeddings.position_ids", HostTensor.of(new float[77], 1, 77)));
        BaseModel.open(folder).close();
    }

    @Test
    void oldNamesOfTheVaesAttentionAreUnderstood() {
        String before;
        try (BaseModel model = BaseModel.open(folder)) {
            before = model.fingerprint();
        }
        change("vae/diffusion_pytorch_model.safetensors", tensors -> {
            for (String name : tensors.keySet().toArray(String[]::new)) {
                String old = name.replace("attentions.0.to_q.", "attentions.0.query.")
                        .replace("attentions.0.to_k.", "attentions.0.key.")
                        .replace("attentions.0.to_v.", "attentions.0.value.")
                        .replace("attentions.0.to_out.0.", "attentions.0.proj_attn.");
                HostTensor tensor = tensors.remove(name);
                tensors.put(old, Objects.requireNonNull(tensor));
            }
            assertThat(tensors.keySet()).anyMatch(name -> name.contains(".proj_attn."));
        });
        try (BaseModel model = BaseModel.open(folder)) {
            assertThat(model.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> BaseModel.open(folder.resolve("nowhere")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("model_index.json");
    }

    @Test
    void aFolderWithoutAModelSaysWhatItLacks() throws IOException {
        Files.delete(folder.resolve("model_index.json"));
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("model_index.json");
    }

    @Test
    void theIdentityOfABaseIsItsFingerprint() {
        try (BaseModel model = BaseModel.open(folder)) {
            assertThat(model.identity()).isEqualTo(model.fingerprint()).isEqualTo(model.identity());
        }
    }

    @Test
    void anotherKindOfPipelineIsRefusedByName() {
        replace("model_index.json", "\"StableDiffusionPipeline\"", "\"StableDiffusion3Pipeline\"");
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("StableDiffusion3Pipeline");
    }

    @Test
    void aSettingThatIsNotImplementedIsRefusedByName() {
        replace("unet/config.json", "\"act_fn\": \"silu\"", "\"act_fn\": \"mish\"");
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("act_fn = mish");
    }

    @Test
    void aBrokenConfigIsNamed() {
        replace("vae/config.json", "{", "{ \"layers_per_block\": 1,");
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("layers_per_block");
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        int width = ReferenceJson.read("sd1/model/unet/config.json")
                .get("cross_attention_dim")
                .intValue();
        replace("unet/config.json", "\"cross_attention_dim\": " + width, "\"cross_attention_dim\": 7");
        assertThatThrownBy(() -> BaseModel.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(width + " wide")
                .hasMessageContaining("7");
    }

    @Test
    void halfPrecisionGivesTheSameNetworksRounded() throws IOException {
        for (String file :
                new String[] {UNET, "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"}) {
            Map<String, HostTensor> tensors = new TreeMap<>();
            try (SafetensorsFile opened = SafetensorsFile.open(folder.resolve(file))) {
                opened.entries().keySet().forEach(name -> tensors.put(name, opened.floats(name)));
            }
            // a mix: float16 and bfloat16 tensors in one file
            SafetensorsWriter.of(tensors, name -> name.hashCode() % 2 == 0 ? DType.F16 : DType.BF16)
                    .write(folder.resolve(file), new TreeMap<>());
        }
        try (BaseModel model = BaseModel.open(folder);
                BaseModel exact = BaseModel.open(Reference.folder("sd1/model"))) {
            assertThat(model.parameters()).isEqualTo(exact.parameters());
            assertThat(model.fingerprint()).isNotEqualTo(exact.fingerprint());
        }
    }
}
