package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that ask for what is not done here, each with the reason and what follows. */
final class LeftKeys {
    static final Map<String, Message> REASONS = reasons();

    private LeftKeys() {}

    private static Map<String, Message> reasons() {
        Map<String, Message> all = new LinkedHashMap<>();
        computing(all);
        places(all);
        captions(all);
        pictures(all);
        noise(all);
        schedule(all);
        return all;
    }

    private static void computing(Map<String, Message> all) {
        put(
                all,
                Message.of("how it is computed is decided here by the machine; what is learned is the same"),
                "xformers, sdpa, mem_eff_attn, torch_compile, dynamo_backend, lowram, highvram, cpu_offload_checkpointing",
                "max_data_loader_n_workers, persistent_data_loader_workers, vae_batch_size, disable_mmap_load_safetensors",
                "fused_backward_pass, tokenizer_cache_dir, blocks_to_swap");
        put(
                all,
                Message.of("memory is freed in another way here; what a run needs is measured before its first step"),
                "offload_optimizer_device, offload_optimizer_nvme_path, offload_param_device, offload_param_nvme_path");
        put(
                all,
                Message.of("adapter, optimizer and VAE are in float32 here, the base in what --precision says"),
                "full_fp16, full_bf16, fp8_base, fp8_base_unet, no_half_vae, fp16_master_weights_and_gradients");
        put(
                all,
                Message.of("one process on one device trains here"),
                "deepspeed, zero_stage, zero3_init_flag, zero3_save_16bit_model, ddp_timeout, ddp_gradient_as_bucket_view",
                "ddp_static_graph, num_cpu_threads_per_process, multi_gpu, num_processes, num_machines, gpu_ids, main_process_port");
        put(
                all,
                Message.of("pictures are always encoded once and kept here, in a cache of their content"),
                "cache_latents, cache_latents_to_disk, skip_cache_check, cache_info");
    }

    private static void places(Map<String, Message> all) {
        put(
                all,
                Message.of("TensorBoard's events are always written, into the folder of the run"),
                "logging_dir, log_with, log_prefix, log_tracker_name, log_tracker_config, log_config");
        put(all, Message.of("nothing is sent to Weights & Biases"), "wandb_run_name, wandb_api_key");
        put(
                all,
                Message.of("nothing is uploaded"),
                "huggingface_repo_id, huggingface_repo_type, huggingface_path_in_repo, huggingface_token",
                "huggingface_repo_visibility, save_state_to_huggingface, resume_from_huggingface, async_upload");
        put(
                all,
                Message.of("what is needed to go on is always kept; train --resume RUN goes on, from runs made here"),
                "save_state, save_state_on_train_end, save_last_n_epochs_state, save_last_n_steps_state, resume, initial_epoch",
                "initial_step, skip_until_initial_step");
        put(
                all,
                Message.of("checkpoints are not counted so; see --checkpoint-every and --keep-checkpoints"),
                "save_n_epoch_ratio, save_last_n_steps");
        put(
                all,
                Message.of("messages go to the terminal, events to events.jsonl"),
                "console_log_level, console_log_file, console_log_simple, debug_dataset, output_config, config_file");
        put(
                all,
                Message.of("the seal's metadata does not say it"),
                "metadata_title, metadata_author, metadata_description, metadata_license, metadata_tags");
        put(all, Message.of("previews are painted before the first step in any case"), "sample_at_first");
        put(all, Message.of("previews have one sampler here, dpmpp-2m-karras"), "sample_sampler");
        put(
                all,
                Message.of("measurements are planned from measured speed; see --evaluate-every"),
                "validation_seed, validate_every_n_steps, validate_every_n_epochs, max_validation_steps");
        put(all, Message.of("a note of the graphical tool; it asks for nothing"), "epoch, noise_offset_type");
    }

    private static void captions(Map<String, Message> all) {
        put(
                all,
                Message.of("captions are learned as they stand; their parts keep their order"),
                "shuffle_caption, keep_tokens, keep_tokens_separator, secondary_separator, caption_separator, token_warmup_min",
                "token_warmup_step");
        put(
                all,
                Message.of("no part of a caption is dropped alone; --caption-dropout drops whole ones"),
                "caption_tag_dropout_rate, caption_dropout_every_n_epochs");
        put(
                all,
                Message.of("captions are learned as they stand; write these words into the .txt files"),
                "caption_prefix, caption_suffix, enable_wildcard, custom_attributes");
        put(all, Message.of("brackets in captions mean nothing here"), "weighted_captions");
        put(
                all,
                Message.of("captions are read up to 75 tokens; longer ones are cut, and named before the first step"),
                "max_token_length");
        put(
                all,
                Message.of("captions are .txt files here, not one file for all; write one beside each picture"),
                "in_json");
    }

    private static void pictures(Map<String, Message> all) {
        put(all, KohyaKeys.REGULARISATION, "reg_data_dir, prior_loss_weight");
        put(
                all,
                Message.of("every picture is cut to the one size of the run; there are no buckets"),
                "enable_bucket, min_bucket_reso, max_bucket_reso, bucket_reso_steps, bucket_no_upscale");
        put(
                all,
                Message.of("pictures are not changed but by --flip; they are cut in the middle"),
                "color_aug, face_crop_aug_range, random_crop");
        put(
                all,
                Message.of("pictures are always made smaller as Pillow's Lanczos filter does"),
                "resize_interpolation");
        put(
                all,
                Message.of("all of a picture is learned; there are no masks"),
                "alpha_mask, masked_loss, conditioning_data_dir");
        put(
                all,
                Message.of("pictures are read from one folder, each as often as the others"),
                "dataset_class, dataset_repeats, network_multiplier");
    }

    private static void noise(Map<String, Message> all) {
        put(
                all,
                Message.of("noise is plain here, with --noise-offset at most"),
                "noise_offset_random_strength, adaptive_noise_scale, multires_noise_iterations, multires_noise_discount, ip_noise_gamma",
                "ip_noise_gamma_random_strength");
        put(
                all,
                Message.of("the loss is the mean squared error here, over all timesteps, with --min-snr at most"),
                "loss_type, huber_schedule, huber_c, huber_scale, min_timestep, max_timestep, scale_v_pred_loss_like_noise_pred",
                "v_pred_like_loss, debiased_estimation_loss");
        put(all, Message.of("the lengths of weights are not held down here"), "scale_weight_norms");
        put(
                all,
                Message.of("the base is learned on as it is; put other seals into it first with styleseal merge"),
                "base_weights, base_weights_multiplier");
    }

    private static void schedule(Map<String, Message> all) {
        put(
                all,
                Message.of("there are the schedules constant, linear and cosine, without more parameters"),
                "lr_scheduler_type, lr_scheduler_args, lr_decay_steps, lr_scheduler_timescale, lr_scheduler_min_lr_ratio");
    }

    private static void put(Map<String, Message> all, Message reason, String... lines) {
        for (String line : lines) {
            for (String key : line.split(", ", -1)) {
                all.put(key, reason);
            }
        }
    }
}
