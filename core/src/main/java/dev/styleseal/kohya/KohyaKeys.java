package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every key of sd-scripts' train_network.py and sdxl_train_network.py (library/train_util.py, custom_train_functions.py,
 * deepspeed_utils.py, sai_model_spec.py), of its files of pictures (library/config_util.py), and the few that graphical tools add.
 */
final class KohyaKeys {
    static final Message REGULARISATION = Message.of(
            "no regularisation pictures are used here. kohya shows one beside each training picture, so that its epochs have twice as many steps");

    /** Keys that are gone through one by one, by {@link KohyaConfig}. */
    private static final Set<String> READ = keys(
            "pretrained_model_name_or_path, v2, v_parameterization, zero_terminal_snr, vae, network_module, network_dim, network_alpha",
            "network_dropout, network_args, network_weights, dim_from_weights, network_train_unet_only, network_train_text_encoder_only",
            "cache_text_encoder_outputs, cache_text_encoder_outputs_to_disk, optimizer_type, use_8bit_adam, use_lion_optimizer, optimizer_args",
            "learning_rate, unet_lr, text_encoder_lr, max_grad_norm, lr_scheduler, lr_scheduler_num_cycles, lr_scheduler_power, lr_warmup_steps",
            "max_train_steps, max_train_epochs, train_batch_size, gradient_accumulation_steps, train_data_dir, dataset_config, image_dir",
            "num_repeats, class_tokens, is_reg, resolution, caption_extension, caption_dropout_rate, flip_aug, min_snr_gamma, noise_offset",
            "clip_skip, seed, mixed_precision, gradient_checkpointing, output_dir, output_name, save_precision, save_model_as, save_every_n_steps, save_every_n_epochs",
            "save_last_n_epochs, sample_every_n_steps, sample_every_n_epochs, sample_prompts, validation_split, no_metadata, training_comment");

    /** Names that newer versions have for the same. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "batch_size", "train_batch_size", "caption_extention", "caption_extension", "metadata_file", "in_json");

    /** Only in files of pictures. */
    private static final Set<String> OF_PICTURES = keys(
            "image_dir, num_repeats, class_tokens, is_reg, batch_size, metadata_file, custom_attributes, network_multiplier");

    /** In files of pictures as well as among the arguments. */
    private static final Set<String> OF_BOTH = keys(
            "resolution, caption_extension, caption_extention, shuffle_caption, keep_tokens, keep_tokens_separator, secondary_separator",
            "enable_wildcard, caption_separator, caption_prefix, caption_suffix, color_aug, flip_aug, face_crop_aug_range, random_crop",
            "enable_bucket, min_bucket_reso, max_bucket_reso, bucket_reso_steps, bucket_no_upscale, caption_dropout_rate",
            "caption_dropout_every_n_epochs, caption_tag_dropout_rate, token_warmup_min, token_warmup_step, alpha_mask",
            "conditioning_data_dir, validation_split, validation_seed, resize_interpolation, cache_info, debug_dataset, max_token_length",
            "prior_loss_weight");

    /** Values with which a key asks for nothing. */
    private static final Map<String, Set<String>> HARMLESS = Map.ofEntries(
            Map.entry("loss_type", Set.of("l2")),
            Map.entry("huber_c", Set.of("0.1")),
            Map.entry("huber_scale", Set.of("1", "1.0")),
            Map.entry("huber_schedule", Set.of("snr")),
            Map.entry("min_timestep", Set.of("0")),
            Map.entry("max_timestep", Set.of("1000")),
            Map.entry("prior_loss_weight", Set.of("1", "1.0")),
            Map.entry("max_token_length", Set.of("75")),
            Map.entry("multires_noise_discount", Set.of("0.3")),
            Map.entry("noise_offset_type", Set.of("Original")),
            Map.entry("caption_separator", Set.of(",")),
            Map.entry("dynamo_backend", Set.of("no", "inductor")),
            Map.entry("keep_tokens", Set.of("0")),
            Map.entry("dataset_repeats", Set.of("1")),
            Map.entry("initial_epoch", Set.of("1")),
            Map.entry("epoch", Set.of("1")));

    /** Values that must not be repeated. */
    static final Set<String> SECRETS = keys("wandb_api_key, huggingface_token");

    /** Keys of a file of arguments. */
    static final Set<String> ARGUMENTS = arguments();

    /** Keys of a file of pictures. */
    static final Set<String> PICTURES = joined(OF_PICTURES, OF_BOTH);

    private KohyaKeys() {}

    /** The one name for keys of the same meaning. */
    static String same(String key) {
        return OTHER_NAMES.getOrDefault(key, key);
    }

    /** Whether the value asks for nothing: false, 0, an empty text, or what is so in any case. */
    static boolean harmless(String key, String value) {
        return Set.of("false", "0", "0.0", "\"\"", "[]", "{}").contains(value)
                || HARMLESS.getOrDefault(key, Set.of()).contains(value.replace("\"", ""));
    }

    private static Set<String> arguments() {
        Set<String> all = joined(READ, LeftKeys.REASONS.keySet());
        all.addAll(OTHER_NAMES.keySet());
        all.removeAll(OF_PICTURES);
        all.addAll(OF_BOTH);
        return all;
    }

    private static Set<String> joined(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static Set<String> keys(String... lines) {
        Set<String> all = new HashSet<>();
        for (String line : lines) {
            all.addAll(List.of(line.split(", ", -1)));
        }
        return all;
    }
}
