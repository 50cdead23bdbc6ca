package dev.styleseal.file;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.LoraModule;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The {@code ss_*} texts of kohya-ss/sd-scripts ({@code train_network.py}), which most programs read. */
final class KohyaMetadata {
    private KohyaMetadata() {}

    static SortedMap<String, String> of(TrainingFacts facts, Privacy privacy) {
        SortedMap<String, String> texts = new TreeMap<>();
        putBase(texts, facts.base());
        putNetwork(texts, facts.network());
        putOptimization(texts, facts.optimization());
        putPictures(texts, facts.pictures());
        putRun(texts, facts.run());
        texts.put("ss_output_name", facts.name());
        texts.put("ss_tag_frequency", tagFrequency(facts, privacy));
        return texts;
    }

    private static void putBase(Map<String, String> texts, BaseFacts base) {
        texts.put("ss_v2", PythonText.of(base.family().secondVersion()));
        texts.put("ss_base_model_version", base.family().kohyaName());
        texts.put("ss_sd_model_name", base.name());
        base.sha256().ifPresent(hash -> texts.put("ss_new_sd_model_hash", hash));
        texts.put("ss_clip_skip", String.valueOf(base.clipSkip()));
    }

    private static void putNetwork(Map<String, String> texts, NetworkFacts network) {
        texts.put("ss_network_module", "networks.lora");
        texts.put("ss_network_dim", String.valueOf(network.rank()));
        texts.put("ss_network_alpha", PythonText.of(network.alpha()));
        texts.put("ss_network_dropout", PythonText.of(network.dropout()));
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        network.arguments().forEach(arguments::put);
        texts.put("ss_network_args", arguments.toString());
    }

    private static void putOptimization(Map<String, String> texts, OptimizationFacts optimization) {
        texts.put("ss_learning_rate", PythonText.of(optimization.unetLearningRate()));
        texts.put("ss_unet_lr", PythonText.of(optimization.unetLearningRate()));
        texts.put("ss_text_encoder_lr", PythonText.of(optimization.textEncoderLearningRate()));
        texts.put("ss_optimizer", optimization.optimizer());
        texts.put("ss_lr_scheduler", optimization.schedule());
        texts.put("ss_lr_warmup_steps", String.valueOf(optimization.warmupSteps()));
        texts.put("ss_batch_size_per_device", String.valueOf(optimization.batchSize()));
        texts.put("ss_total_batch_size", String.valueOf(optimization.batchSize() * optimization.accumulation()));
        texts.put("ss_gradient_accumulation_steps", String.valueOf(optimization.accumulation()));
        texts.put("ss_max_grad_norm", PythonText.of(optimization.maxGradientNorm()));
        texts.put("ss_min_snr_gamma", PythonText.of(optimization.minSnrGamma()));
        texts.put("ss_noise_offset", PythonText.of(optimization.noiseOffset()));
        texts.put("ss_mixed_precision", optimization.precision());
    }

    private static void putPictures(Map<String, String> texts, PictureFacts pictures) {
        texts.put("ss_num_train_images", String.valueOf(pictures.count()));
        texts.put("ss_resolution", "(" + pictures.width() + ", " + pictures.height() + ")");
        texts.put("ss_caption_dropout_rate", PythonText.of(pictures.captionDropout()));
        texts.put("ss_cache_latents", PythonText.of(pictures.latentsCached()));
        texts.put("ss_flip_aug", PythonText.of(pictures.flipped()));
    }

    private static void putRun(Map<String, String> texts, RunFacts run) {
        texts.put("ss_training_started_at", seconds(run.startedAt()));
        texts.put("ss_training_finished_at", seconds(run.finishedAt()));
        texts.put("ss_session_id", String.valueOf(run.sessionId()));
        texts.put("ss_seed", String.valueOf(run.seed()));
        texts.put("ss_steps", String.valueOf(run.steps()));
        texts.put("ss_max_train_steps", String.valueOf(run.plannedSteps()));
        texts.put("ss_epoch", String.valueOf(run.epoch()));
        texts.put("ss_num_epochs", String.valueOf(run.plannedEpochs()));
        texts.put("ss_training_comment", run.comment().isEmpty() ? "None" : run.comment());
    }

    private static String seconds(Instant time) {
        return PythonText.of(time.toEpochMilli() / 1000.0);
    }

    private static String tagFrequency(TrainingFacts facts, Privacy privacy) {
        ObjectNode folders = JsonNodeFactory.instance.objectNode();
        switch (privacy) {
            case FULL ->
                facts.pictures().tagFrequency().forEach((folder, tags) -> {
                    ObjectNode counts = folders.putObject(folder);
                    tags.forEach(counts::put);
                });
            case REDACTED ->
                facts.trigger()
                        .ifPresent(trigger -> folders.putObject("pictures")
                                .put(trigger, facts.pictures().count()));
        }
        return folders.toString();
    }

    /**
     * The texts that speak of the tensors themselves. kohya's own tools write Dynamic where layers differ; convolutions,
     * for which it has {@code conv_dim} among the arguments, do not count. DoRA is LyCORIS's.
     */
    static SortedMap<String, String> ofLayers(Collection<AdapterModule> layers) {
        SortedMap<String, String> texts = new TreeMap<>();
        boolean lyCoris = layers.stream()
                .anyMatch(layer -> layer.magnitude().isPresent() || AdapterKind.of(layer) != AdapterKind.LORA);
        texts.put("ss_network_module", lyCoris ? "lycoris.kohya" : "networks.lora");
        List<AdapterModule> ranked =
                layers.stream().filter(layer -> layer.innerRank().isPresent()).toList();
        List<AdapterModule> plain =
                ranked.stream().filter(layer -> !hasKernel(layer)).toList();
        List<AdapterModule> counted = plain.isEmpty() ? ranked : plain;
        texts.put(
                "ss_network_dim",
                common(counted, layer -> String.valueOf(layer.innerRank().orElseThrow())));
        texts.put(
                "ss_network_alpha",
                common(counted, layer -> PythonText.of(layer.numerator().orElseThrow())));
        return texts;
    }

    private static boolean hasKernel(AdapterModule layer) {
        return layer instanceof LoraModule lora
                && lora.convolution()
                && lora.down().shape().get(2) > 1;
    }

    private static String common(Collection<AdapterModule> layers, Function<AdapterModule, String> property) {
        Collection<String> values = layers.stream().map(property).collect(Collectors.toSet());
        return values.size() == 1 ? values.iterator().next() : "Dynamic";
    }
}
