package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files that are no Stable Diffusion base, recognised by name so that nobody has to guess. Most signs are those of
 * diffusers ({@code loaders/single_file_utils.py}, {@code CHECKPOINT_KEY_NAMES}).
 *
 * @param what what the file holds, for people
 * @param advice what to do about it
 */
public record ForeignModel(Message what, Message advice) {
    private static final String OTHER = "Use another model.";

    /** In front of names that are looked at, in this order. */
    private static final List<String> PREFIXES =
            List.of("model.diffusion_model.", "diffusion_model.", "model.", "transformer.", "unet.", "net.");

    private static final String UNET_IN = "input_blocks.0.0.weight";
    private static final String SDXL_REFINER_TEXT = "conditioner.embedders.0.model.";
    /** Channels that a UNet takes beside the latent, and what they are for. */
    private static final Map<Long, String> MORE_CHANNELS = Map.of(
            9L, "an inpainting model (its UNet takes a mask and a picture: 9 channels)",
            8L, "a model that changes pictures, such as InstructPix2Pix (its UNet takes 8 channels)",
            7L, "an upscaler (its UNet takes 7 channels)",
            5L, "a depth model (its UNet takes a depth map: 5 channels)");

    /** Widths that only Kolors and the refiner of SDXL have: input of the embedding beside the timestep. */
    private static final Map<Long, String> ADDITIONS = Map.of(5632L, "Kolors", 2560L, "the refiner of SDXL");

    private record Sign(String what, Pattern name) {
        static Sign of(String what, String pattern) {
            return new Sign(what, Pattern.compile(pattern));
        }
    }

    private static final String ADAPTER = "an adapter (LoRA or the like), no base";
    private static final String CONTROL_NET = "a ControlNet or T2I-Adapter, no base";
    private static final String EMBEDDING = "an embedding (textual inversion), no base";

    private static final List<Sign> PARTS = List.of(
            Sign.of(
                    ADAPTER,
                    "\\.(lora_down|lora_up|lora_A|lora_B|lora\\.down|lora\\.up|lora_linear_layer)\\b|\\.(hada_w1_a|lokr_w1(_a)?|oft_blocks|oft_diag|a1\\.weight|on_input|diff|diff_b|w_norm|b_norm)$|_lora\\.(down|up)\\.weight$"),
            Sign.of(CONTROL_NET, "^(control_model|input_hint_block|controlnet_|zero_convs)|^(adapter\\.)?body\\.0\\."),
            Sign.of("an IP-Adapter, no base", "^(ip_adapter|image_proj)\\."),
            Sign.of("a motion module of AnimateDiff, no base", "\\.motion_modules\\."),
            Sign.of("an upscaler such as ESRGAN, no base", "^(RRDB_trunk|conv_first|model\\.1\\.sub)\\b"),
            Sign.of("a T5 text encoder", "^encoder\\.block\\.0\\.layer\\.0\\.SelfAttention\\."));

    /** Names of architectures, told by a tensor that no other has. */
    private static final List<Sign> ARCHITECTURES = List.of(
            Sign.of("Stable Diffusion 3", "^joint_blocks\\.\\d+\\.(context_block|x_block)\\."),
            Sign.of("FLUX.2", "^single_stream_modulation\\.lin\\."),
            Sign.of("Chroma", "^distilled_guidance_layer\\."),
            Sign.of("Hunyuan Video", "^txt_in\\.individual_token_refiner\\."),
            Sign.of("HiDream", "^double_stream_blocks\\.\\d+\\.block\\."),
            Sign.of("FLUX", "^(double_blocks\\.\\d+\\.img_attn|single_transformer_blocks\\.\\d+\\.attn)\\."),
            Sign.of("Hunyuan-DiT", "^(mlp_t5\\.|text_embedding_padding$)"),
            Sign.of("AuraFlow", "^(double_layers\\.\\d+\\.attn\\.w1q|cond_seq_linear)\\."),
            Sign.of("Stable Cascade", "^(clip_txt_mapper\\.|down_blocks\\.\\d+\\.\\d+\\.channelwise\\.)"),
            Sign.of("Qwen-Image", "^(txt_norm\\.weight$|transformer_blocks\\.\\d+\\.attn\\.add_q_proj\\.)"),
            Sign.of("Wan", "^(head\\.modulation$|vace_blocks\\.)"),
            Sign.of("LTX-Video", "^patchify_proj\\."),
            Sign.of("Mochi", "^blocks\\.\\d+\\.attn\\.qkv_x\\."),
            Sign.of("Lumina 2 or Z-Image", "^cap_embedder\\."),
            Sign.of("PixArt", "^(adaln_single\\.|t_block\\.1\\.|caption_projection\\.|y_embedder\\.y_proj\\.)"),
            Sign.of("Sana", "^blocks\\.\\d+\\.cross_attn\\.(q_linear|kv_linear)\\."),
            Sign.of("Cosmos", "^(x_embedder\\.proj\\.1\\.|extra_pos_embedder\\.)"),
            Sign.of("Stable Video Diffusion", "\\.(time_stack|time_mixer|temporal_transformer_blocks)\\."),
            Sign.of("ModelScope video", "\\.temopral_conv\\."),
            Sign.of("Kolors", "^encoder_hid_proj\\."),
            Sign.of("Stable unCLIP", "^(noise_augmentor\\.|embedder\\.model\\.visual\\.)"),
            Sign.of("Playground 2.5", "^edm_(mean|std)$"),
            Sign.of("CosXL", "^edm_vpred\\."),
            Sign.of("an LCM with guidance embedded", "^time_embedding\\.cond_proj\\."));

    private static final Pattern LEARNED_WORD = Pattern.compile("emb_params|string_to_param.*|clip_[lg]|<.+>");
    private static final int MOST_LEARNED_WORDS = 3;

    /** Signs of numbers that are not numbers before somebody's own decoding. */
    private static final Pattern QUANTISED = Pattern.compile(
            "(^|\\.)scaled_fp8$|\\.(weight_scale|scale_weight|absmax|quant_map|qweight|weight_format)$|\\.quant_state\\.");

    private static final Set<DType> EIGHT_BITS = Set.of(DType.F8_E4M3, DType.F8_E5M2, DType.F8_E8M0);

    /** What a file holds, when that is known and cannot serve as a base. */
    public static Optional<ForeignModel> of(Map<String, TensorEntry> entries) {
        Optional<ForeignModel> part = learnedWord(entries.keySet()).or(() -> part(entries.keySet()));
        return part.or(() -> architecture(entries.keySet()))
                .or(() -> refiner(entries))
                .or(() -> channels(entries))
                .or(() -> quantised(entries));
    }

    /** Whether a file is an adapter, by the names of its tensors. */
    public static boolean isAdapter(Set<String> names) {
        return found(PARTS.subList(0, 1), names).isPresent();
    }

    private static Optional<ForeignModel> learnedWord(Set<String> names) {
        boolean learned = !names.isEmpty()
                && names.size() <= MOST_LEARNED_WORDS
                && names.stream().allMatch(name -> LEARNED_WORD.matcher(name).matches());
        return learned
                ? Optional.of(new ForeignModel(
                        Message.of(EMBEDDING),
                        Message.of("Give it to \"generate\" as --embedding, and a base as --model.")))
                : Optional.empty();
    }

    private static Optional<ForeignModel> part(Set<String> names) {
        return found(PARTS, names)
                .map(sign -> new ForeignModel(
                        Message.of(sign.what()),
                        sign.what().equals(ADAPTER)
                                ? Message.of("Give it as --seal, and a base as --model.")
                                : Message.of(OTHER)));
    }

    private static Optional<ForeignModel> architecture(Set<String> names) {
        return found(ARCHITECTURES, names).map(sign -> otherArchitecture(sign.what()));
    }

    private static ForeignModel otherArchitecture(String name) {
        return new ForeignModel(Message.of("another architecture, {0}", name), Message.of(OTHER));
    }

    private static Optional<Sign> found(List<Sign> signs, Set<String> names) {
        List<String> looked = names.stream().map(ForeignModel::withoutPrefix).toList();
        return signs.stream()
                .filter(sign -> looked.stream()
                        .anyMatch(name -> sign.name().matcher(name).find()))
                .findFirst();
    }

    private static String withoutPrefix(String name) {
        return PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }

    private static Optional<ForeignModel> refiner(Map<String, TensorEntry> entries) {
        return entries.keySet().stream().anyMatch(name -> name.startsWith(SDXL_REFINER_TEXT))
                ? Optional.of(otherArchitecture("the refiner of SDXL"))
                : Optional.empty();
    }

    private static Optional<ForeignModel> channels(Map<String, TensorEntry> entries) {
        for (TensorEntry entry : entries.values()) {
            String name = withoutPrefix(entry.name());
            boolean first = name.equals(UNET_IN) || name.equals("conv_in.weight");
            if (first
                    && entry.shape().size() == 4
                    && MORE_CHANNELS.containsKey(entry.shape().get(1))) {
                return Optional.of(
                        new ForeignModel(
                                Message.of(MORE_CHANNELS.get(entry.shape().get(1))),
                                Message.of(
                                        "Use the model that it was made from; \"generate --mask\" paints a part of a picture anew.")));
            }
            boolean addition = name.equals("label_emb.0.0.weight") || name.equals("add_embedding.linear_1.weight");
            if (addition
                    && entry.shape().size() == 2
                    && ADDITIONS.containsKey(entry.shape().get(1))) {
                return Optional.of(otherArchitecture(ADDITIONS.get(entry.shape().get(1))));
            }
        }
        return Optional.empty();
    }

    private static Optional<ForeignModel> quantised(Map<String, TensorEntry> entries) {
        return entries.values().stream()
                .filter(entry -> EIGHT_BITS.contains(entry.dtype())
                        || QUANTISED.matcher(entry.name()).find())
                .findFirst()
                .map(entry -> new ForeignModel(
                        Message.of("quantised weights ({0} of type {1})", entry.name(), entry.dtype()),
                        Message.of("Use its version in fp16, bf16 or float32.")));
    }
}
