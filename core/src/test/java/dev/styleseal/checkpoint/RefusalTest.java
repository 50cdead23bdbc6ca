package dev.styleseal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.TensorEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no base is refused by its name, and what is broken by its tensor. */
class RefusalTest {
    private static final String TENSOR = "model.diffusion_model.input_blocks.0.0.weight";

    @TempDir
    private static Path folder;

    /** The names are those that diffusers looks for (loaders/single_file_utils.py), or of published files. */
    @ParameterizedTest
    @CsvSource({
        "joint_blocks.0.context_block.adaLN_modulation.1.bias, Stable Diffusion 3",
        "model.diffusion_model.joint_blocks.37.x_block.mlp.fc1.weight, Stable Diffusion 3",
        "double_blocks.0.img_attn.norm.key_norm.scale, FLUX",
        "model.diffusion_model.double_blocks.0.img_attn.norm.key_norm.scale, FLUX",
        "single_stream_modulation.lin.weight, FLUX.2",
        "distilled_guidance_layer.in_proj.weight, Chroma",
        "txt_in.individual_token_refiner.blocks.0.adaLN_modulation.1.bias, Hunyuan Video",
        "mlp_t5.0.weight, Hunyuan-DiT",
        "double_layers.0.attn.w1q.weight, AuraFlow",
        "clip_txt_mapper.weight, Stable Cascade",
        "down_blocks.1.0.channelwise.0.weight, Stable Cascade",
        "model.diffusion_model.head.modulation, Wan",
        "vace_blocks.0.after_proj.bias, Wan",
        "model.diffusion_model.patchify_proj.weight, LTX-Video",
        "blocks.0.attn.qkv_x.weight, Mochi",
        "cap_embedder.0.weight, Lumina 2 or Z-Image",
        "adaln_single.emb.timestep_embedder.linear_1.weight, PixArt",
        "blocks.0.cross_attn.q_linear.weight, Sana",
        "double_stream_blocks.0.block.adaLN_modulation.1.bias, HiDream",
        "net.x_embedder.proj.1.weight, Cosmos",
        "transformer_blocks.0.attn.add_q_proj.weight, Qwen-Image",
        "model.diffusion_model.input_blocks.1.1.time_stack.0.attn1.to_q.weight, Stable Video Diffusion",
        "encoder_hid_proj.weight, Kolors",
        "embedder.model.visual.proj, Stable unCLIP",
        "edm_mean, Playground 2.5",
        "edm_vpred.sigma_max, CosXL",
        "time_embedding.cond_proj.weight, LCM",
        "conditioner.embedders.0.model.transformer.resblocks.9.mlp.c_proj.bias, the refiner of SDXL",
        "control_model.time_embed.0.weight, ControlNet",
        "controlnet_cond_embedding.conv_in.weight, ControlNet",
        "ip_adapter.1.to_k_ip.weight, IP-Adapter",
        "down_blocks.0.motion_modules.0.temporal_transformer.norm.bias, AnimateDiff",
        "RRDB_trunk.0.RDB1.conv1.weight, ESRGAN",
        "encoder.block.0.layer.0.SelfAttention.q.weight, T5",
        "lora_unet_mid_block_attentions_0_proj_in.lora_down.weight, adapter",
        "unet.down_blocks.0.attentions.0.proj_in.lora_A.weight, adapter",
        "lora_unet_mid_block_attentions_0_proj_in.hada_w1_a, adapter",
        "lora_unet_mid_block_attentions_0_proj_in.lokr_w1, adapter",
        "emb_params, embedding",
        "<cat-toy>, embedding",
        "model.diffusion_model.scaled_fp8, quantised",
        "model.diffusion_model.out.2.weight.quant_state.bitsandbytes__nf4, quantised"
    })
    void otherModelsAreRefusedByName(String tensor, String name) {
        Path file = write("other", Map.of(tensor, HostTensor.of(new float[4], 2, 2)));
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(name)
                .hasMessageContaining("Expected Stable Diffusion 1, 2 or XL");
    }

    @ParameterizedTest
    @CsvSource({"9, inpainting", "8, InstructPix2Pix", "7, upscaler", "5, depth"})
    void aUNetThatTakesMoreThanLatentsIsRefused(int channels, String name) {
        Path file = write("channels", Map.of(TENSOR, HostTensor.of(new float[4 * channels * 9], 4, channels, 3, 3)));
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(name)
                .hasMessageContaining(channels + " channels");
    }

    @Test
    void kolorsAndTheRefinerAreToldByTheirWidthToo() {
        for (int width : new int[] {5632, 2560}) {
            Map<String, TensorEntry> entries = Map.of(
                    "a",
                    new TensorEntry(
                            "model.diffusion_model.label_emb.0.0.weight",
                            DType.F16,
                            List.of(1280L, (long) width),
                            0,
                            2L * 1280 * width));
            assertThat(ForeignModel.of(entries).orElseThrow().what().text())
                    .contains(width == 5632 ? "Kolors" : "refiner");
        }
    }

    @Test
    void eightBitsAreRefused() {
        Map<String, TensorEntry> entries =
                Map.of("a", new TensorEntry("model.diffusion_model.out.2.weight", DType.F8_E4M3, List.of(4L), 0, 4));
        assertThat(ForeignModel.of(entries).orElseThrow().what().text()).contains("quantised weights", "F8_E4M3");
    }

    @Test
    void ggufIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.gguf"), "GGUF and more");
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("GGUF");
    }

    @Test
    void partsOfAModelAreNoBase() throws IOException {
        Map<String, HostTensor> vae = new TreeMap<>();
        golden().forEach((name, tensor) -> {
            if (name.startsWith("first_stage_model.")) {
                vae.put(name, tensor);
            }
        });
        Path file = write("vae", vae);
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("only a VAE")
                .hasMessageContaining("--vae");
        assertThatThrownBy(() -> Checkpoint.part(file, Component.TEXT_ENCODER, Architecture.SD1))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot read a text encoder");
        Path strange = write("strange", Map.of("layer", HostTensor.of(new float[1], 1)));
        assertThatThrownBy(() -> Checkpoint.open(strange))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no tensor of Stable Diffusion");
    }

    @Test
    void aTensorUnderTwoNamesIsCorrupt() throws IOException {
        Map<String, HostTensor> tensors = golden();
        tensors.put("diffusion_model.out.2.bias", get(tensors, "model.diffusion_model.out.2.bias"));
        assertThatThrownBy(() -> Checkpoint.open(write("twice", tensors)))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("model.diffusion_model.out.2.bias")
                .hasMessageContaining("under two names");
        Map<String, HostTensor> vae = golden();
        HostTensor query = get(vae, "first_stage_model.decoder.mid.attn_1.q.bias");
        vae.keySet().removeIf(name -> !name.startsWith("first_stage_model."));
        Map<String, HostTensor> both = new LinkedHashMap<>();
        both.put("encoder.conv_in.bias", query);
        both.put("decoder.conv_in.bias", query);
        both.put("encoder.conv_in.weight", query);
        both.put("decoder.mid_block.attentions.0.to_q.bias", query);
        both.put("decoder.mid_block.attentions.0.query.bias", query);
        assertThatThrownBy(() -> Checkpoint.part(write("both", both), Component.VAE, Architecture.SD1))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("under two names");
    }

    @Test
    void aTensorThatNobodyKnowsIsNamed() throws IOException {
        Map<String, HostTensor> tensors = golden();
        tensors.put("model.diffusion_model.input_blocks.1.5.weight", HostTensor.of(new float[1], 1));
        assertThatThrownBy(() -> Checkpoint.open(write("unknown", tensors)))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("1 tensor of its unet cannot be understood")
                .hasMessageContaining("input_blocks.1.5.weight");
    }

    @Test
    void theConfigNeedsWhatTellsIt() throws IOException {
        Map<String, HostTensor> tensors = golden();
        tensors.remove("model.diffusion_model.input_blocks.1.0.in_layers.2.weight");
        try (Checkpoint checkpoint = Checkpoint.open(write("missing", tensors))) {
            assertThatThrownBy(() -> checkpoint.config(Component.UNET))
                    .isInstanceOf(CorruptFile.class)
                    .hasMessageContaining("down_blocks.0.resnets.0.conv1.weight is missing");
            assertThatThrownBy(() -> checkpoint.config(Component.TEXT_ENCODER))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("how many heads")
                    .hasMessageContaining("--base-config");
            assertThatThrownBy(() -> checkpoint.pieces(Component.TEXT_ENCODER_2))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void distilledModelsAreRefused() throws IOException {
        Map<String, HostTensor> tensors = golden();
        tensors.keySet().removeIf(name -> name.startsWith("model.diffusion_model.middle_block.1."));
        assertThatThrownBy(() -> Checkpoint.open(write("distilled", tensors)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("distilled");
    }

    @Test
    void anAveragedCopyThatIsNotThereOrIncompleteIsRefused() throws IOException {
        Map<String, HostTensor> tensors = golden();
        Path without = write("without", tensors);
        assertThatThrownBy(() -> Checkpoint.open(without, Optional.empty(), WeightCopy.AVERAGED))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it holds none");
        tensors.put("model_ema.diffusion_modelout2bias", get(tensors, "model.diffusion_model.out.2.bias"));
        Path part = write("part", tensors);
        assertThatThrownBy(() -> Checkpoint.open(part, Optional.empty(), WeightCopy.AVERAGED))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("model_ema.diffusion_model");
    }

    @Test
    void aConfigFolderThatIsNoneIsRefused() throws IOException {
        Path file = write("whole", golden());
        assertThatThrownBy(() -> Checkpoint.open(file, Optional.of(folder), WeightCopy.TRAINED))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no model_index.json");
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        Map<String, HostTensor> tensors = golden();
        Path file = write("numbers", tensors);
        byte[] bytes = Files.readAllBytes(file);
        String header = new String(bytes, 8, 200_000, StandardCharsets.ISO_8859_1);
        int at = header.indexOf("\"model.diffusion_model.out.2.bias\":{\"dtype\":\"F16\"");
        assertThat(at).isPositive();
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        int dtype = 8 + header.indexOf("F16", at);
        changed[dtype] = 'I';
        assertThatThrownBy(() -> Checkpoint.open(Files.write(folder.resolve("ints.safetensors"), changed)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("out.2.bias is stored as I16");
    }

    private static HostTensor get(Map<String, HostTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    private static Map<String, HostTensor> golden() throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(new GoldenModel(Architecture.SD1).file(folder))) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        return tensors;
    }

    private static Path write(String name, Map<String, HostTensor> tensors) {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.of(tensors, any -> DType.F16).write(file, new TreeMap<>());
        return file;
    }
}
