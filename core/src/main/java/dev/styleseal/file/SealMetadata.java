package dev.styleseal.file;

import dev.styleseal.weights.SafetensorsWriter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts in the header of a seal: {@code ss_*} of kohya, {@code modelspec.*}, {@code sshs_*} hashes, and whatever else
 * its maker wrote, which is kept. Immutable.
 *
 * @param texts by key; without {@code format} and {@code lora_adapter_metadata}, which belong to the dialect of a file
 */
public record SealMetadata(SortedMap<String, String> texts) {
    private static final String FORMAT = "format";

    public SealMetadata {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /** Nothing; {@link Seal#save} still adds rank, alpha and hashes. */
    public static SealMetadata none() {
        return new SealMetadata(new TreeMap<>());
    }

    /** What a training tells about itself. */
    public static SealMetadata of(TrainingFacts facts, Privacy privacy) {
        SortedMap<String, String> texts = KohyaMetadata.of(facts, privacy);
        texts.putAll(ModelSpec.of(facts));
        return new SealMetadata(texts);
    }

    /** What a seal tells that was made from models and not trained. */
    public static SealMetadata derived(BaseFamily family, String title, String comment) {
        SortedMap<String, String> texts = new TreeMap<>();
        texts.put(ModelSpec.VERSION, "1.0.1");
        texts.put(ModelSpec.ARCHITECTURE, family.modelSpecName() + "/lora");
        texts.put(ModelSpec.TITLE, title);
        texts.put("ss_base_model_version", family.kohyaName());
        texts.put("ss_v2", family.secondVersion() ? "True" : "False");
        texts.put("ss_training_comment", comment);
        return new SealMetadata(texts);
    }

    static SealMetadata read(Map<String, String> header) {
        SortedMap<String, String> texts = new TreeMap<>(header);
        texts.remove(FORMAT);
        texts.remove(AdapterConfig.KEY);
        return new SealMetadata(texts);
    }

    /** One text. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(texts.get(key)).filter(text -> !text.isEmpty());
    }

    /** The word that calls what the seal has learnt. */
    public Optional<String> trigger() {
        return text(ModelSpec.TRIGGER);
    }

    /** What the seal is called. */
    public Optional<String> title() {
        return text(ModelSpec.TITLE).or(() -> text("ss_output_name"));
    }

    /** The line of models it was made for, if it says so. */
    public Optional<BaseFamily> family() {
        return text(ModelSpec.ARCHITECTURE)
                .flatMap(BaseFamily::ofModelSpec)
                .or(() -> text("ss_base_model_version").flatMap(BaseFamily::ofKohya));
    }

    /** All texts of the header of one file. */
    SortedMap<String, String> forFile(Seal seal, SealFormat format, SafetensorsWriter writer) {
        SortedMap<String, String> all = new TreeMap<>(texts);
        all.putAll(KohyaMetadata.ofLayers(seal.modules().values()));
        SortedMap<String, String> hashed = new TreeMap<>(all);
        hashed.keySet().removeIf(key -> !key.startsWith("ss_"));
        String sha256 = writer.dataSha256();
        all.put("sshs_model_hash", sha256);
        all.put("sshs_legacy_hash", writer.legacyHash(hashed));
        if (texts.containsKey(ModelSpec.VERSION)) {
            all.put(ModelSpec.HASH, "0x" + sha256);
        }
        if (format != SealFormat.KOHYA) {
            all.put(FORMAT, "pt");
        }
        if (format == SealFormat.DIFFUSERS) {
            all.put(AdapterConfig.KEY, AdapterConfig.text(seal.loras().values()));
        }
        return all;
    }
}
