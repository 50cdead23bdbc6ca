package dev.styleseal.checkpoint;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The metadata of a one-file model, by Stability AI's model spec 1.0.1, with what its input said of itself. */
final class OneFileMetadata {
    /** Hashes of other bytes, and what is written anew. */
    private static final Pattern STALE = Pattern.compile(
            "sshs_.*|modelspec\\.(hash_sha256|architecture|prediction_type|resolution|sai_model_spec)|global_step|epoch");

    private OneFileMetadata() {}

    static SortedMap<String, String> of(
            Architecture architecture, PredictionType prediction, boolean zeroTerminalSnr, Map<String, String> before) {
        SortedMap<String, String> metadata = new TreeMap<>();
        before.forEach((key, value) -> {
            if (!STALE.matcher(key).matches()) {
                metadata.put(key, value);
            }
        });
        int side = 8 * architecture.sampleSize(prediction);
        metadata.put("format", "pt");
        metadata.put("modelspec.sai_model_spec", "1.0.1");
        metadata.put("modelspec.architecture", name(architecture, prediction));
        metadata.putIfAbsent("modelspec.implementation", "https://github.com/CompVis/stable-diffusion");
        metadata.putIfAbsent("modelspec.title", architecture.title());
        metadata.put("modelspec.resolution", side + "x" + side);
        metadata.put("modelspec.prediction_type", prediction == PredictionType.EPSILON ? "epsilon" : "v");
        if (zeroTerminalSnr) {
            metadata.put("ss_zero_terminal_snr", "True");
        } else {
            metadata.remove("ss_zero_terminal_snr");
        }
        return metadata;
    }

    private static String name(Architecture architecture, PredictionType prediction) {
        return switch (architecture) {
            case SD1 -> "stable-diffusion-v1";
            case SD2 -> prediction == PredictionType.EPSILON ? "stable-diffusion-v2-512" : "stable-diffusion-v2-768-v";
            case SDXL -> "stable-diffusion-xl-v1-base";
        };
    }
}
