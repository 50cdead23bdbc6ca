package dev.styleseal.file;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What texts in a file's header speak of, by their keys (kohya-ss/sd-scripts and Stability-AI/ModelSpec). */
public enum MetadataGroup {
    /** How it was trained: all of {@code ss_} that is nothing else. */
    TRAINING,
    /** What it was trained on top of. */
    BASE,
    /** What pictures and captions it saw. */
    DATA,
    /** Hashes of the tensors. */
    HASHES,
    /** {@code modelspec.}: what it is, for people and sites. */
    MODELSPEC,
    /** All else. */
    OTHER;

    private static final Set<String> OF_BASE = Set.of("ss_v2", "ss_base_model_version", "ss_zero_terminal_snr");
    private static final String OF_BASES = "ss_(new_)?(sd_model|vae)_.*";
    private static final String OF_DATA =
            "ss_(tag_|dataset|reg_dataset|bucket_|caption_|keep_tokens|num_train_images|num_reg_images|min_bucket|max_bucket|enable_bucket|resolution|shuffle_|color_aug|flip_aug|random_crop|face_crop|max_token_length).*";
    private static final Set<String> OF_HASHES = Set.of("sshs_model_hash", "sshs_legacy_hash", "modelspec.hash_sha256");

    /** That of a key. */
    public static MetadataGroup of(String key) {
        if (OF_HASHES.contains(key)) {
            return HASHES;
        }
        if (key.startsWith("modelspec.")) {
            return MODELSPEC;
        }
        if (OF_BASE.contains(key) || key.matches(OF_BASES)) {
            return BASE;
        }
        if (key.matches(OF_DATA)) {
            return DATA;
        }
        return key.startsWith("ss_") ? TRAINING : OTHER;
    }

    /** Texts by group, only of groups that have some. */
    public static Map<MetadataGroup, SortedMap<String, String>> grouped(Map<String, String> texts) {
        Map<MetadataGroup, SortedMap<String, String>> groups = new EnumMap<>(MetadataGroup.class);
        texts.forEach((key, value) ->
                groups.computeIfAbsent(of(key), group -> new TreeMap<>()).put(key, value));
        return Collections.unmodifiableMap(groups);
    }
}
