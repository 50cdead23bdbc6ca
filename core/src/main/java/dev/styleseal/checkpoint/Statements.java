package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file says of how its UNet was trained, beside the weights: keys that stand for themselves, metadata of Stability
 * AI's model spec and of kohya's trainer, and the step count by which diffusers knows SD 2-base.
 *
 * @param names of all tensors
 * @param metadata of the file
 */
record Statements(Set<String> names, Map<String, String> metadata) {
    private static final String SPEC = "modelspec.prediction_type";
    private static final String SPEC_ARCHITECTURE = "modelspec.architecture";
    private static final String KOHYA_BASE = "ss_base_model_version";

    /** Steps of the published SD 2.0-base (diffusers, {@code loaders/single_file_utils.py}). */
    private static final String SD2_BASE_STEPS = "875000";

    Optional<Stated<PredictionType>> prediction(Architecture architecture) {
        if (names.contains("v_pred")) {
            return Optional.of(new Stated<>(PredictionType.V_PREDICTION, Message.of("the file holds the key v_pred")));
        }
        return switch (metadata.getOrDefault(SPEC, "")) {
            case "epsilon" -> inMetadata(PredictionType.EPSILON, SPEC);
            case "v", "v_prediction" -> inMetadata(PredictionType.V_PREDICTION, SPEC);
            default -> architecture == Architecture.SD2 ? predictionOfVersion2() : Optional.empty();
        };
    }

    private Optional<Stated<PredictionType>> predictionOfVersion2() {
        String spec = metadata.getOrDefault(SPEC_ARCHITECTURE, "");
        String kohya = metadata.getOrDefault(KOHYA_BASE, "");
        if (spec.startsWith("stable-diffusion-v2-768-v")) {
            return inMetadata(PredictionType.V_PREDICTION, SPEC_ARCHITECTURE);
        }
        if (spec.startsWith("stable-diffusion-v2-512")) {
            return inMetadata(PredictionType.EPSILON, SPEC_ARCHITECTURE);
        }
        if (kohya.equals("sd_v2_768_v")) {
            return inMetadata(PredictionType.V_PREDICTION, KOHYA_BASE);
        }
        if (kohya.equals("sd_v2_512")) {
            return inMetadata(PredictionType.EPSILON, KOHYA_BASE);
        }
        return metadata.getOrDefault("global_step", "").equals(SD2_BASE_STEPS)
                ? inMetadata(PredictionType.EPSILON, "global_step")
                : Optional.empty();
    }

    private <T> Optional<Stated<T>> inMetadata(T value, String key) {
        return Optional.of(new Stated<>(value, Message.of("{0} = {1} in the file", key, metadata.get(key))));
    }

    Optional<Stated<Boolean>> zeroTerminalSnr() {
        if (names.contains("ztsnr")) {
            return Optional.of(new Stated<>(true, Message.of("the file holds the key ztsnr")));
        }
        return switch (metadata.getOrDefault("ss_zero_terminal_snr", "")) {
            case "True" -> inMetadata(true, "ss_zero_terminal_snr");
            case "False" -> inMetadata(false, "ss_zero_terminal_snr");
            default -> Optional.empty();
        };
    }
}
