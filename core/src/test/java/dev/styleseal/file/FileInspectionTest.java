package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.FileInspection.HashCheck;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInspectionTest {
    private static final Path MIXED = Path.of("src/test/resources/weights/mixed.safetensors");

    @TempDir
    Path folder;

    @Test
    void aFileOfNoKnownKindIsMeasuredAllTheSame() {
        FileInspection mixed = FileInspection.of(MIXED);
        assertThat(mixed.kind()).isEqualTo(FileKind.UNKNOWN);
        assertThat(mixed.tensors()).isEqualTo(7);
        assertThat(mixed.bytes()).isEqualTo(50);
        assertThat(mixed.elements()).isEqualTo(Map.of(DType.F32, 5L, DType.BF16, 5L, DType.F16, 10L));
        assertThat(mixed.hashCheck()).isEqualTo(HashCheck.ABSENT);
        // hashlib.sha256 of everything behind the header
        assertThat(mixed.dataSha256()).isEqualTo("06b78a4180cfe16309e0f12a4a6f216ba0af3e04f4c8da1ff2de72601314e990");
        assertThat(mixed.seal()).isEmpty();
    }

    @Test
    void componentsAndCheckpointsAreToldByTheirNames() {
        assertKind(FileKind.UNET, "conv_in.weight", "time_embedding.linear_1.weight");
        assertKind(FileKind.VAE, "encoder.conv_in.weight", "decoder.conv_in.weight");
        assertKind(FileKind.TEXT_ENCODER, "text_model.embeddings.token_embedding.weight");
        assertKind(FileKind.CHECKPOINT, "model.diffusion_model.out.2.weight");
        assertKind(FileKind.UNSUPPORTED_ADAPTER, "lora_unet_mid_block_attentions_0_proj_in.oft_blocks");
        assertKind(FileKind.UNKNOWN, "transformer_blocks.0.single_blocks.weight");
        assertKind(FileKind.UNKNOWN);
    }

    @Test
    void anAdapterThatCannotBeWornSaysWhy() {
        Path file = folder.resolve("oft.safetensors");
        String name = "lora_unet_mid_block_attentions_0_proj_in.oft_blocks";
        SafetensorsWriter.of(Map.of(name, HostTensor.of(new float[] {1}, 1)), tensor -> DType.F32)
                .write(file, new TreeMap<>());
        FileInspection oft = FileInspection.of(file);
        assertThat(oft.kind()).isEqualTo(FileKind.UNSUPPORTED_ADAPTER);
        assertThat(oft.unusable()).containsExactly(Map.entry("OFT is not supported", List.of(name)));
    }

    @Test
    void aPickledSealIsTheSealAndIsDescribedAsItsSafetensorsFile() {
        Path pickled = Path.of("src/test/resources/golden/pickles/seal.bin");
        Path same = Path.of("src/test/resources/reference/sd1/lora/rs/kohya.safetensors");
        FileInspection found = FileInspection.of(pickled);
        FileInspection wanted = FileInspection.of(same);
        assertThat(found.kind()).isEqualTo(FileKind.SEAL);
        assertThat(found.tensors()).isEqualTo(wanted.tensors());
        assertThat(found.dataSha256()).isEqualTo(wanted.dataSha256());
        assertThat(Seal.open(pickled).modules()).isEqualTo(Seal.open(same).modules());
        assertThat(SealFiles.of(pickled).dataSha256()).isEqualTo(wanted.dataSha256());
    }

    @Test
    void aPickledCheckpointSaysItsTextsAndNumbers() {
        FileInspection found = FileInspection.of(Path.of("src/test/resources/golden/pickles/nested.ckpt"));
        assertThat(found.tensors()).isEqualTo(3);
        assertThat(found.metadata()).containsEntry("global_step", "875000");
    }

    @Test
    void aDoraIsCountedAndItsLengthsToo() {
        FileInspection dora =
                FileInspection.of(Reference.folder("sd1/lora/dora").resolve("kohya.safetensors"));
        SealInspection seal = dora.seal().orElseThrow();
        assertThat(seal.doraLayers()).isEqualTo(seal.layers());
        assertThat(seal.zeroLayers()).isEmpty();
        assertThat(seal.parameters())
                .isEqualTo(dora.elements().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        - seal.layers()); // one alpha each
    }

    @Test
    void aReferenceSealIsDescribed() {
        for (SealFormat format : SealFormat.values()) {
            Path file = Reference.folder("sd1/lora/attn-alpha")
                    .resolve(
                            switch (format) {
                                case KOHYA -> "kohya.safetensors";
                                case DIFFUSERS -> "pytorch_lora_weights.safetensors";
                                case PEFT -> "peft";
                            });
            FileInspection inspection = FileInspection.of(file);
            assertThat(inspection.kind()).isEqualTo(FileKind.SEAL);
            SealInspection seal = inspection.seal().orElseThrow();
            Seal opened = Seal.open(file);
            assertThat(seal.format()).isEqualTo(format);
            assertThat(seal.ranks()).isNotEmpty();
            assertThat(seal.alphas()).isNotEmpty();
            assertThat(seal.layers()).isEqualTo(opened.modules().size());
            assertThat(seal.targets().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(seal.layers());
            assertThat(seal.targets()).containsKey(Target.ATTENTION).doesNotContainKey(Target.OTHER);
            assertThat(seal.zeroLayers()).isEmpty();
            assertThat(seal.blocks())
                    .allSatisfy(block -> assertThat(block.norm()).isPositive());
            assertThat(seal.half().margin()).isGreaterThan(1);
            assertThat(seal.contextWidth()).isPresent();
        }
        assertThat(FileInspection.of(Reference.folder("sd1/lora/text").resolve("kohya.safetensors"))
                        .seal()
                        .orElseThrow()
                        .targets())
                .containsKey(Target.TEXT_ATTENTION)
                .doesNotContainKey(Target.ATTENTION);
    }

    @Test
    void strengthZerosAndHalfPrecisionAreCounted() {
        Path file = folder.resolve("seal.safetensors");
        List<LoraModule> modules = new ArrayList<>();
        modules.add(module("unet.up_blocks.10.attentions.0.proj_in", 3, 4));
        modules.add(module("unet.up_blocks.2.attentions.0.proj_out", 1, 0));
        modules.add(module("unet.mid_block.attentions.0.transformer_blocks.0.ff.net.2", 1, 1e-9f));
        modules.add(module("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k", 1, 2));
        modules.add(module("unet.down_blocks.0.resnets.0.time_emb_proj", 2, 2));
        modules.add(module("unet.conv_out", 1, 1));
        modules.add(module("text_encoder.text_model.encoder.layers.10.mlp.fc1", 1, 1));
        modules.add(module("text_encoder.text_model.encoder.layers.9.self_attn.k_proj", 1, 1));
        Seal.of(modules, SealMetadata.none()).save(file, SealFormat.KOHYA, DType.F32);

        SealInspection seal = FileInspection.of(file).seal().orElseThrow();

        assertThat(seal.blocks())
                .extracting(BlockStrength::block)
                .containsExactly(
                        "down_blocks.0",
                        "mid_block",
                        "up_blocks.2",
                        "up_blocks.10",
                        "conv_out",
                        "text_encoder.layers.9",
                        "text_encoder.layers.10");
        // 768 inputs: |up| |down| sqrt(768) alpha / rank
        assertThat(seal.blocks().get(0).norm()).isEqualTo(Math.sqrt(768 * (4.0 + 16.0)) * 2);
        assertThat(seal.blocks().get(3).norm()).isEqualTo(12 * Math.sqrt(768) * 2);
        assertThat(seal.blocks().get(2)).isEqualTo(new BlockStrength("up_blocks.2", 1, 1, 0));
        assertThat(seal.zeroLayers()).containsExactly("unet.up_blocks.2.attentions.0.proj_out");
        assertThat(seal.half()).isEqualTo(new SealInspection.HalfFit(4, 65504 / 4.0, 1));
        assertThat(seal.family()).contains(BaseFamily.SD1);
        assertThat(seal.familyFromMetadata()).isFalse();
        assertThat(seal.contextWidth()).hasValue(768);
        assertThat(seal.ranks()).containsExactly(1);
        assertThat(seal.alphas()).containsExactly(2.0);
        assertThat(seal.parameters()).isEqualTo(8 * 769);
        assertThat(seal.targets())
                .isEqualTo(Map.of(
                        Target.ATTENTION, 1,
                        Target.FEED_FORWARD, 1,
                        Target.PROJECTION, 2,
                        Target.TIME, 1,
                        Target.CONVOLUTION, 1,
                        Target.TEXT_ATTENTION, 1,
                        Target.TEXT_FEED_FORWARD, 1));
    }

    @Test
    void valuesThatAreNoNumbersAreCountedLayerByLayer() throws IOException {
        Seal seal = Seal.open(Reference.folder("sd1/lora/attn/kohya.safetensors"));
        Path file = folder.resolve("broken.safetensors");
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile opened = SafetensorsFile.open(Reference.folder("sd1/lora/attn/kohya.safetensors"))) {
            opened.entries().keySet().forEach(name -> tensors.put(name, opened.floats(name)));
        }
        String name = tensors.keySet().stream()
                .filter(each -> each.endsWith(".lora_down.weight"))
                .findFirst()
                .orElseThrow();
        HostTensor sound = Objects.requireNonNull(tensors.get(name));
        float[] values = sound.values().clone();
        values[0] = 12345.5f;
        values[1] = 12345.5f;
        values[2] = 23456.5f;
        tensors.put(name, new HostTensor(sound.shape(), values));
        SafetensorsWriter.of(tensors, each -> DType.F32).write(file, new TreeMap<>());
        replace(file, 12345.5f, Float.NaN);
        replace(file, 23456.5f, Float.NEGATIVE_INFINITY);
        FileInspection inspection = FileInspection.of(file);
        assertThat(inspection.broken()).hasSize(1);
        BrokenLayer broken = inspection.broken().get(0);
        assertThat(broken.nan()).isEqualTo(2);
        assertThat(broken.infinite()).isEqualTo(1);
        assertThat(seal.modules()).containsKey(broken.path());
        assertThat(inspection.seal().orElseThrow().layers())
                .isEqualTo(seal.modules().size() - 1);
        assertThat(SealHealth.of(file, true, done -> {}).layers())
                .hasSize(seal.modules().size() - 1)
                .noneMatch(layer -> layer.path().equals(broken.path()));
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
    void metadataIsGrouped() {
        assertThat(MetadataGroup.grouped(Map.of(
                        "ss_learning_rate", "1",
                        "ss_sd_model_name", "2",
                        "ss_tag_frequency", "3",
                        "sshs_model_hash", "4",
                        "modelspec.title", "5",
                        "format", "6")))
                .hasSize(6)
                .containsEntry(MetadataGroup.TRAINING, new TreeMap<>(Map.of("ss_learning_rate", "1")))
                .containsEntry(MetadataGroup.BASE, new TreeMap<>(Map.of("ss_sd_model_name", "2")))
                .containsEntry(MetadataGroup.DATA, new TreeMap<>(Map.of("ss_tag_frequency", "3")))
                .containsEntry(MetadataGroup.OTHER, new TreeMap<>(Map.of("format", "6")));
    }

    @Test
    void tensorsChangedAfterwardsAreNoticed() throws IOException {
        Path file = folder.resolve("seal.safetensors");
        LoraModule module = module("unet.mid_block.attentions.0.proj_in", 1, 1);
        Seal.of(List.of(module), SealMetadata.none()).save(file);
        assertThat(FileInspection.of(file).hashCheck()).isEqualTo(HashCheck.MATCHES);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] ^= 1;
        Files.write(file, bytes);
        assertThat(FileInspection.of(file).hashCheck()).isEqualTo(HashCheck.DIFFERS);
    }

    @Test
    void aMissingFileIsBadInput() {
        assertThatThrownBy(() -> FileInspection.of(folder.resolve("none"))).isInstanceOf(BadInput.class);
    }

    private static LoraModule module(String path, float down, float up) {
        float[] values = new float[768];
        Arrays.fill(values, down);
        return new LoraModule(path, HostTensor.of(values, 1, 768), HostTensor.of(new float[] {up}, 1, 1), 2);
    }

    private void assertKind(FileKind kind, String... names) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        for (String name : names) {
            tensors.put(name, HostTensor.of(new float[] {1}, 1));
        }
        Path file = folder.resolve("kind.safetensors");
        SafetensorsWriter.of(tensors, name -> DType.F32).write(file, new TreeMap<>());
        assertThat(FileInspection.of(file).kind()).isEqualTo(kind);
    }
}
