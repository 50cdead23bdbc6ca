package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.SealException;
import dev.styleseal.lora.DoraMagnitude;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private static final String PATH = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    private static final String KOHYA = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";

    @TempDir
    Path folder;

    @Test
    void withoutAlphaTheRankIsMeant() {
        Path file = write(Map.of(KOHYA + ".lora_down.weight", ones(2, 3), KOHYA + ".lora_up.weight", ones(4, 2)));
        LoraModule module = Seal.open(file).loras().get(PATH);
        assertThat(module).isEqualTo(new LoraModule(PATH, ones(2, 3), ones(4, 2), 2));
    }

    @Test
    void onlyOneHalfOfALayerIsRefused() {
        assertCorrupt(
                write(Map.of(KOHYA + ".lora_down.weight", ones(2, 3))),
                KOHYA + ".lora_down.weight is there without its up");
        assertCorrupt(
                write(Map.of(PATH + ".lora_B.weight", ones(2, 3))), PATH + ".lora_B.weight is there without its down");
        assertCorrupt(write(Map.of(KOHYA + ".alpha", ones())), KOHYA + ".alpha is there without its down");
    }

    @Test
    void matricesWithoutACommonRankAreRefused() {
        assertCorrupt(pair(ones(2, 3), ones(4, 3)), "[2, 3] and", "[4, 3] have no common rank");
        assertCorrupt(pair(ones(2, 3), ones(4, 2, 1, 1)), "have no common rank");
        assertCorrupt(pair(ones(2), ones(2)), "have no common rank");
        assertCorrupt(pair(ones(0, 3), ones(4, 0)), "have no common rank");
    }

    @Test
    void nanAndInfinityAreRefusedWithTheTensorsName() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Path file = pair(ones(2, 3), HostTensor.of(new float[] {1, 1, 12345.5f, 1}, 2, 2));
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i + 4 <= bytes.capacity(); i++) {
                if (bytes.getFloat(i) == 12345.5f) {
                    bytes.putFloat(i, bad);
                }
            }
            Files.write(file, bytes.array());
            assertCorrupt(file, KOHYA + ".lora_up.weight holds " + bad + " at element 2");
        }
    }

    @Test
    void alphaMustBeOneNumber() {
        assertCorrupt(
                write(Map.of(
                        KOHYA + ".lora_down.weight",
                        ones(2, 3),
                        KOHYA + ".lora_up.weight",
                        ones(4, 2),
                        KOHYA + ".alpha",
                        ones(2))),
                KOHYA + ".alpha has shape [2]");
    }

    @Test
    void oneTensorUnderTwoNamesIsRefused() {
        assertCorrupt(
                write(Map.of(KOHYA + ".lora_down.weight", ones(2, 3), PATH + ".lora_A.weight", ones(2, 3))),
                "are two names for the same tensor");
    }

    @Test
    void everythingThatIsWrongIsInOneError() {
        assertCorrupt(
                write(Map.of(
                        KOHYA + ".lora_down.weight",
                        ones(2, 3),
                        PATH.replace("to_q", "to_k") + ".lora_B.weight",
                        ones(2, 3))),
                "to_q.lora_down.weight is there without its up",
                "to_k.lora_B.weight is there without its down");
    }

    @Test
    void kindsThatCannotBeWornAreNamedWithAllTheirTensors() {
        Map<String, String> kinds = new TreeMap<>();
        kinds.put(KOHYA + ".oft_blocks", "OFT is not supported");
        kinds.put(KOHYA + ".b1.weight", "GLoRA is not supported");
        kinds.put(KOHYA + ".on_input", "IA3 is not supported");
        kinds.put(KOHYA + ".weight", "IA3 is not supported");
        kinds.put(PATH + ".lora_B.bias", "LoRA with biases is not supported");
        kinds.put(KOHYA + ".reshape_weight", "weights of another shape");
        kinds.put("lora_prior_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight", "Kandinsky's prior");
        kinds.put("bundle_emb.word.clip_l_out", "not understood among the learnt words");
        kinds.put("base_model.model." + PATH + ".lora_A.weight", "a PEFT folder");
        kinds.put(
                "transformer.single_transformer_blocks.0.attn.to_k.lora_A.weight",
                "models other than Stable Diffusion");
        kinds.put(KOHYA + ".lora_down.wait", "not understood");
        kinds.forEach((name, reason) -> assertThatThrownBy(() -> Seal.open(write(Map.of(name, ones(1)))))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(reason, name, "kohya (lora_unet_", "diffusers (unet."));
        assertThatThrownBy(() -> Seal.open(write(Map.of("bundle_emb.word.clip_l", ones(1)))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it holds learnt words and no layers");
    }

    @Test
    void lengthsOfADoraAreReadOnEitherAxis() {
        Map<String, HostTensor> tensors = new TreeMap<>();
        tensors.put(KOHYA + ".lora_down.weight", ones(2, 3));
        tensors.put(KOHYA + ".lora_up.weight", ones(4, 2));
        for (DoraMagnitude.Axis axis : DoraMagnitude.Axis.values()) {
            boolean outputs = axis == DoraMagnitude.Axis.OUTPUT;
            tensors.put(KOHYA + ".dora_scale", outputs ? ones(4, 1) : ones(1, 3));
            Seal seal = Seal.open(write(tensors));
            assertThat(seal.loras().get(PATH))
                    .isEqualTo(new LoraModule(
                            PATH,
                            ones(2, 3),
                            ones(4, 2),
                            2,
                            Optional.of(new DoraMagnitude(ones(outputs ? 4 : 3), axis))));
            Path again = folder.resolve("again.safetensors");
            seal.save(again, SealFormat.KOHYA, DType.F32);
            assertThat(Seal.open(again).loras()).isEqualTo(seal.loras());
            assertThat(Seal.open(again).metadata().text("ss_network_module")).contains("lycoris.kohya");
            if (!outputs) {
                assertThatThrownBy(() -> seal.save(again, SealFormat.DIFFUSERS, DType.F32))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContainingAll(PATH, "one length for each input", "kohya names");
            }
        }
        tensors.put(KOHYA + ".dora_scale", ones(2, 3));
        assertCorrupt(write(tensors), KOHYA + ".dora_scale has shape [2, 3]", "each of 4 outputs");
        tensors.remove(KOHYA + ".dora_scale");
        tensors.put(PATH + ".lora_magnitude_vector", ones(3));
        assertCorrupt(write(tensors), PATH + ".lora_magnitude_vector has shape [3]");
    }

    @Test
    void aSealThatIsDoraInPartIsWrittenWithKohyaNamesOnly() {
        LoraModule plain = new LoraModule(PATH.replace("to_q", "to_k"), ones(1, 1), ones(1, 1), 1);
        LoraModule dora = new LoraModule(
                PATH, ones(1, 1), ones(1, 1), 1, Optional.of(new DoraMagnitude(ones(1), DoraMagnitude.Axis.OUTPUT)));
        Seal seal = Seal.of(List.of(plain, dora), SealMetadata.none());
        Path file = folder.resolve("part.safetensors");
        assertThatThrownBy(() -> seal.save(file, SealFormat.DIFFUSERS, DType.F32))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("1 of 2 layers are DoRA", "kohya names");
        assertThat(file).doesNotExist();
        seal.save(file, SealFormat.KOHYA, DType.F32);
        assertThat(Seal.open(file).loras()).isEqualTo(seal.loras());
    }

    @Test
    void aHeaderThatPromisesDoraIsHeldToIt() {
        assertCorrupt(
                diffusers("{\"unet.r\":2,\"unet.lora_alpha\":8,\"unet.use_dora\":true}"), "its magnitude is not there");
    }

    @Test
    void layersOfAllNetworksOfSdxlAreNamedAsKohyaDoes() {
        List<LoraModule> modules = List.of(
                new LoraModule("unet.down_blocks.1.resnets.0.conv1", ones(2, 320, 3, 3), ones(640, 2, 1, 1), 2),
                new LoraModule("unet.up_blocks.0.attentions.2.proj_in", ones(2, 1280), ones(1280, 2), 2),
                new LoraModule("unet.add_embedding.linear_1", ones(2, 2816), ones(1280, 2), 2),
                new LoraModule("text_encoder.text_model.encoder.layers.0.mlp.fc1", ones(2, 768), ones(768, 2), 2),
                new LoraModule("text_encoder_2.text_model.encoder.layers.31.mlp.fc1", ones(2, 9), ones(9, 2), 2));
        Path file = folder.resolve("sdxl.safetensors");
        Seal seal = Seal.of(modules, SealMetadata.none());
        seal.save(file, SealFormat.KOHYA, DType.F32);
        try (SafetensorsFile written = SafetensorsFile.open(file)) {
            assertThat(written.entries().keySet())
                    .contains(
                            "lora_unet_input_blocks_4_0_in_layers_2.lora_down.weight",
                            "lora_unet_output_blocks_2_1_proj_in.lora_up.weight",
                            "lora_unet_label_emb_0_0.alpha",
                            "lora_te1_text_model_encoder_layers_0_mlp_fc1.alpha",
                            "lora_te2_text_model_encoder_layers_31_mlp_fc1.alpha");
        }
        assertThat(Seal.open(file).loras()).isEqualTo(seal.loras());
        assertThat(Seal.open(file).family()).contains(BaseFamily.SDXL);
    }

    @Test
    void unknownTensorsOfASealAreAllListed() {
        TreeMap<String, HostTensor> tensors = new TreeMap<>();
        tensors.put(KOHYA + ".lora_down.weight", ones(2, 3));
        tensors.put(KOHYA + ".lora_up.weight", ones(4, 2));
        for (int i = 0; i < 20; i++) {
            tensors.put("foreign_" + i, ones(1));
        }
        assertThatThrownBy(() -> Seal.open(write(tensors)))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("not understood (20 tensors", "foreign_0", "foreign_19");
        tensors.remove(KOHYA + ".lora_down.weight");
        tensors.remove(KOHYA + ".lora_up.weight");
        assertThatThrownBy(() -> Seal.open(write(tensors)))
                .hasMessageContaining("not understood (20 tensors: foreign_0, foreign_1, foreign_10, ...)");
        assertThatThrownBy(() -> Seal.open(write(Map.of())))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it holds no tensors");
    }

    @Test
    void alphaIsTakenFromTheHeaderByPatternThenForAll() {
        String config = "{\"unet.r\":2,\"unet.lora_alpha\":8,\"unet.alpha_pattern\":{\"attn1.to_q\":3.5},"
                + "\"unet.rank_pattern\":{\"^%s\":4},\"unet.use_rslora\":false}";
        Path file = diffusers(config.formatted(PATH.substring(5).replace("to_q", "to_v")));
        Seal seal = Seal.open(file);
        assertThat(seal.loras().values()).extracting(LoraModule::alpha).containsExactly(8.0, 3.5, 8.0);
        assertThat(seal.loras().values()).extracting(LoraModule::rank).containsExactly(2, 2, 4);
        assertThat(seal.metadata().texts()).isEmpty();

        Path again = folder.resolve("again.safetensors");
        seal.save(again, SealFormat.DIFFUSERS, DType.F32);
        assertThat(Seal.open(again).loras()).isEqualTo(seal.loras());
        seal.save(again, SealFormat.KOHYA, DType.F32);
        assertThat(Seal.open(again).loras()).isEqualTo(seal.loras());
        assertThat(Seal.open(again).metadata().text("ss_network_dim")).contains("Dynamic");
    }

    @Test
    void aHeaderThatContradictsTheTensorsIsRefused() {
        assertCorrupt(diffusers("{\"unet.r\":3,\"unet.lora_alpha\":8}"), "it says rank 3 for", "have rank 2");
        assertCorrupt(diffusers("{\"unet.r\":2}"), "it says nothing for unet.lora_alpha");
        assertCorrupt(diffusers("{}"), "it says nothing for unet.r");
        assertCorrupt(diffusers("{\"unet.r\":\"2\",\"unet.lora_alpha\":8}"), "it says \"2\" for unet.r");
        assertCorrupt(diffusers("{\"unet.r\":2,\"unet.lora_alpha\":1e999}"), "for unet.lora_alpha");
        assertCorrupt(diffusers("[]"), "it is no JSON object");
        assertCorrupt(diffusers("{\"a\":1,\"a\":2}"), "it is no JSON that can be trusted");
        assertCorrupt(
                diffusers("{\"unet.r\":2,\"unet.lora_alpha\":8,\"unet.alpha_pattern\":{\"(a+)+$\":1}}"),
                "its pattern (a+)+$ is no plain name");
    }

    @Test
    void anAlphaThatContradictsTheHeaderIsRefused() {
        TreeMap<String, String> header =
                new TreeMap<>(Map.of("lora_adapter_metadata", "{\"unet.r\":2,\"unet.lora_alpha\":8}"));
        Map<String, HostTensor> tensors = new TreeMap<>();
        tensors.put(PATH + ".lora_A.weight", ones(2, 3));
        tensors.put(PATH + ".lora_B.weight", ones(4, 2));
        tensors.put(PATH + ".alpha", ones());
        Path file = folder.resolve("both.safetensors");
        SafetensorsWriter.of(tensors, name -> DType.F32).write(file, header);
        assertCorrupt(file, PATH + ".alpha is 1.0, but the header says 8.0");
    }

    @Test
    void aSealWithNanIsNeverWrittenAndTheOldFileStays() throws IOException {
        LoraModule bad = new LoraModule(PATH, ones(2, 3), HostTensor.of(new float[] {1, Float.NaN}, 1, 2), 2);
        Path old = Files.writeString(folder.resolve("old.safetensors"), "old");
        assertThatThrownBy(() -> Seal.of(List.of(bad), SealMetadata.none()).save(old))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(KOHYA + ".lora_up.weight", "element 1 is NaN");
        assertThat(old).hasContent("old");
    }

    @Test
    void valuesThatDoNotFitHalfPrecisionAreRefused() {
        LoraModule large = new LoraModule(PATH, ones(1, 1), HostTensor.of(new float[] {70_000}, 1, 1), 1);
        Seal seal = Seal.of(List.of(large), SealMetadata.none());
        assertThatThrownBy(() -> seal.save(folder.resolve("large.safetensors")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Write it as F32");
        seal.save(folder.resolve("large.safetensors"), SealFormat.KOHYA, DType.F32);
        assertThat(Seal.open(folder.resolve("large.safetensors")).loras()).isEqualTo(seal.loras());
    }

    @Test
    void aSealIsMadeOfLayersThatAStableDiffusionModelHas() {
        LoraModule module = new LoraModule(PATH, ones(1, 1), ones(1, 1), 1);
        assertThatThrownBy(() -> Seal.of(List.of(), SealMetadata.none())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Seal.of(List.of(module, module), SealMetadata.none()))
                .hasMessageContaining("two modules");
        LoraModule foreign = new LoraModule("unet.foreign", ones(1, 1), ones(1, 1), 1);
        assertThatThrownBy(() -> Seal.of(List.of(foreign), SealMetadata.none())).hasMessageContaining("is no layer");
        assertThatThrownBy(() -> new LoraModule(PATH, ones(2, 3), ones(4, 3), 1))
                .hasMessageContaining("are no pair");
        assertThatThrownBy(() -> new LoraModule(PATH, ones(2, 3, 3, 3), ones(4, 2, 3, 3), 1))
                .hasMessageContaining("are no pair");
        assertThatThrownBy(() -> new LoraModule(PATH, ones(1, 1), ones(1, 1), Double.NaN))
                .hasMessageContaining("alpha");
    }

    @Test
    void aFolderThatIsMissingIsNamedWhenSaving() {
        Seal seal = Seal.of(List.of(new LoraModule(PATH, ones(1, 1), ones(1, 1), 1)), SealMetadata.none());
        assertThatThrownBy(() -> seal.save(folder.resolve("none").resolve("seal.safetensors")))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("seal.safetensors", "none", "Create it");
    }

    @Test
    void aMissingFileIsBadInput() {
        assertThatThrownBy(() -> Seal.open(folder.resolve("none.safetensors"))).isInstanceOf(BadInput.class);
    }

    /** to_k and to_q of rank 2 and to_v of rank 4, or 2 when the header does not speak of it. */
    private Path diffusers(String config) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        int last = config.contains("to_v") ? 4 : 2;
        for (String layer : new String[] {"to_k", "to_q", "to_v"}) {
            int rank = layer.equals("to_v") ? last : 2;
            tensors.put(PATH.replace("to_q", layer) + ".lora_A.weight", ones(rank, 3));
            tensors.put(PATH.replace("to_q", layer) + ".lora_B.weight", ones(5, rank));
        }
        Path file = folder.resolve("diffusers.safetensors");
        SafetensorsWriter.of(tensors, name -> DType.F32)
                .write(file, new TreeMap<>(Map.of("format", "pt", "lora_adapter_metadata", config)));
        return file;
    }

    private Path pair(HostTensor down, HostTensor up) {
        return write(Map.of(KOHYA + ".lora_down.weight", down, KOHYA + ".lora_up.weight", up));
    }

    private Path write(Map<String, HostTensor> tensors) {
        Path file = folder.resolve("seal.safetensors");
        SafetensorsWriter.of(tensors, name -> DType.F32).write(file, new TreeMap<>());
        return file;
    }

    private static HostTensor ones(long... sizes) {
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        float[] values = new float[count];
        Arrays.fill(values, 1);
        return HostTensor.of(values, sizes);
    }

    private static void assertCorrupt(Path file, String... words) {
        assertThatThrownBy(() -> Seal.open(file))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageContainingAll(words)
                .satisfies(failure ->
                        assertThat(((SealException) failure).exitCode()).isEqualTo(3));
    }
}
