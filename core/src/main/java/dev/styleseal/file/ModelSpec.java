package dev.styleseal.file;

import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;

/** The {@code modelspec.*} texts of the Stability AI model metadata standard, version 1.0.1. */
final class ModelSpec {
    static final String VERSION = "modelspec.sai_model_spec";
    static final String ARCHITECTURE = "modelspec.architecture";
    static final String TITLE = "modelspec.title";
    static final String TRIGGER = "modelspec.trigger_phrase";
    static final String HASH = "modelspec.hash_sha256";

    private ModelSpec() {}

    /** All but the hash, which the tensors decide. */
    static SortedMap<String, String> of(TrainingFacts facts) {
        SortedMap<String, String> texts = new TreeMap<>();
        BaseFamily family = facts.base().family();
        texts.put(VERSION, "1.0.1");
        texts.put(ARCHITECTURE, family.modelSpecName() + "/lora");
        // What the standard asks for: which code defines the layers' names.
        texts.put(
                "modelspec.implementation",
                family == BaseFamily.SDXL ? "https://github.com/Stability-AI/generative-models" : "diffusers");
        texts.put(TITLE, facts.name());
        texts.put(
                "modelspec.resolution",
                facts.pictures().width() + "x" + facts.pictures().height());
        texts.put(
                "modelspec.date",
                facts.run().finishedAt().truncatedTo(ChronoUnit.SECONDS).toString());
        texts.put("modelspec.prediction_type", family.predictionType());
        texts.put("modelspec.encoder_layer", String.valueOf(facts.base().clipSkip()));
        facts.trigger().ifPresent(trigger -> texts.put(TRIGGER, trigger));
        return texts;
    }
}
