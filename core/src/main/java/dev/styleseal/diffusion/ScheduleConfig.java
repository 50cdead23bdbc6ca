package dev.styleseal.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a model's scheduler_config.json says. A key that is there wins, even with the value null; for a key that is not,
 * each sampler has its own default, so this class holds none.
 *
 * <p>Keys of other scheduler classes are harmless, because every diffusers scheduler is made from any other's config.
 * Immutable, may be shared between threads.
 */
public final class ScheduleConfig {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes lambda_min_clipped as -Infinity
            .build();

    /** Scheduler classes that noise by a table of betas, which is what all samplers here assume. */
    private static final Set<String> CLASSES = Set.of(
            "DDIMScheduler",
            "DDIMParallelScheduler",
            "DDIMInverseScheduler",
            "DDPMScheduler",
            "DDPMParallelScheduler",
            "DEISMultistepScheduler",
            "DPMSolverMultistepScheduler",
            "DPMSolverMultistepInverseScheduler",
            "DPMSolverSDEScheduler",
            "DPMSolverSinglestepScheduler",
            "EulerAncestralDiscreteScheduler",
            "EulerDiscreteScheduler",
            "HeunDiscreteScheduler",
            "KDPM2AncestralDiscreteScheduler",
            "KDPM2DiscreteScheduler",
            "LCMScheduler",
            "LMSDiscreteScheduler",
            "PNDMScheduler",
            "SASolverScheduler",
            "TCDScheduler",
            "UniPCMultistepScheduler");

    /** Every constructor argument of those classes in diffusers 0.36. */
    private static final Set<String> KEYS = Set.of(
            ("num_train_timesteps beta_start beta_end beta_schedule trained_betas clip_sample set_alpha_to_one steps_offset "
                            + "prediction_type thresholding dynamic_thresholding_ratio clip_sample_range sample_max_value "
                            + "timestep_spacing rescale_betas_zero_snr variance_type skip_prk_steps interpolation_type "
                            + "use_karras_sigmas use_exponential_sigmas use_beta_sigmas sigma_min sigma_max timestep_type "
                            + "final_sigmas_type solver_order algorithm_type solver_type lower_order_final euler_at_final "
                            + "use_lu_lambdas use_flow_sigmas flow_shift lambda_min_clipped use_dynamic_shifting "
                            + "time_shift_type predict_x0 disable_corrector solver_p original_inference_steps "
                            + "timestep_scaling noise_sampler_seed set_alpha_to_zero predictor_order corrector_order "
                            + "tau_func")
                    .split(" "));

    private final String where;
    private final Map<String, JsonNode> values;

    private ScheduleConfig(String where, Map<String, JsonNode> values) {
        this.where = where;
        this.values = values;
    }

    /**
     * Reads scheduler_config.json.
     *
     * @throws BadInput if there is no such file, or it belongs to a kind of model that is not supported
     * @throws CorruptFile if it is not a JSON object
     */
    public static ScheduleConfig read(Path file) {
        try {
            return of(JSON.readTree(Files.readAllBytes(file)), file.toString());
        } catch (JsonProcessingException e) {
            throw new CorruptFile(
                    e,
                    "{0} is not valid JSON: {1}. Expected one object. Fetch the model again.",
                    file,
                    e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read {0}: {1}. Expected the scheduler_config.json of a diffusers model. Check the path.",
                    file,
                    e.toString());
        }
    }

    /**
     * Takes a config that is parsed already.
     *
     * @param where what error messages call it, for example its path
     * @throws BadInput if it belongs to a kind of model that is not supported
     * @throws CorruptFile if it is not a JSON object
     */
    public static ScheduleConfig of(JsonNode json, String where) {
        if (!json.isObject()) {
            throw new CorruptFile(
                    "{0} holds no JSON object. Expected the keys of a scheduler. Fetch the model again.", where);
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        json.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        ScheduleConfig config = new ScheduleConfig(where, values);
        String name = config.text("_class_name", "DDIMScheduler");
        if (!CLASSES.contains(name)) {
            throw config.refused("_class_name", CLASSES.stream().sorted().toList());
        }
        return config;
    }

    /** Keys that no known scheduler has and that are therefore without effect, in the order of the file. */
    public List<String> unknownKeys() {
        return values.keySet().stream()
                .filter(key -> !key.startsWith("_") && !KEYS.contains(key))
                .toList();
    }

    /** This config for a network that predicts something else. */
    public ScheduleConfig predicting(Prediction prediction) {
        return with("prediction_type", prediction.key());
    }

    /** This config with noise levels that end, or do not end, in nothing but noise (Lin et al. 2023). */
    public ScheduleConfig endingInNoise(boolean zeroSnr) {
        return with("rescale_betas_zero_snr", zeroSnr);
    }

    /** Whether the noise levels end in nothing but noise. */
    public boolean endsInNoise() {
        return flag("rescale_betas_zero_snr", false);
    }

    /** This config with one key set. */
    ScheduleConfig with(String key, boolean value) {
        return with(key, BooleanNode.valueOf(value));
    }

    /** This config with one key set. */
    ScheduleConfig with(String key, String value) {
        return with(key, TextNode.valueOf(value));
    }

    /** This config with a default for one key. */
    ScheduleConfig orElse(String key, double missing) {
        return values.containsKey(key) ? this : with(key, DoubleNode.valueOf(missing));
    }

    /** This config with a default for one key. */
    ScheduleConfig orElse(String key, String missing) {
        return values.containsKey(key) ? this : with(key, TextNode.valueOf(missing));
    }

    private ScheduleConfig with(String key, JsonNode value) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(values);
        changed.put(key, value);
        return new ScheduleConfig(where, changed);
    }

    /** Whether the key is there with the value null. */
    boolean isNull(String key) {
        return values.containsKey(key) && values.get(key).isNull();
    }

    boolean isMissingOrNull(String key) {
        return !values.containsKey(key) || values.get(key).isNull();
    }

    /** Refuses a feature that the sampler does not have. */
    void requireFalse(String key) {
        if (flag(key, false)) {
            throw refused(key, "false");
        }
    }

    /** True or false; null is false, as in Python. */
    boolean flag(String key, boolean missing) {
        JsonNode value = values.get(key);
        if (value == null) {
            return missing;
        }
        if (!value.isBoolean() && !value.isNull()) {
            throw wrong(key, "true or false");
        }
        return value.booleanValue();
    }

    int integer(String key, int missing) {
        JsonNode value = values.get(key);
        if (value == null) {
            return missing;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "a whole number");
        }
        return value.intValue();
    }

    double number(String key, double missing) {
        JsonNode value = values.get(key);
        if (value == null) {
            return missing;
        }
        if (!value.isNumber() || Double.isNaN(value.doubleValue())) {
            throw wrong(key, "a number");
        }
        return value.doubleValue();
    }

    /** A number, or nothing if the key is missing or null. */
    OptionalDouble number(String key) {
        JsonNode value = values.get(key);
        return value == null || value.isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(key, 0));
    }

    String text(String key, String missing) {
        JsonNode value = values.get(key);
        if (value == null) {
            return missing;
        }
        if (!value.isTextual()) {
            throw wrong(key, "a text");
        }
        return value.textValue();
    }

    /** Whether the key is there with this text. */
    boolean says(String key, String text) {
        return values.containsKey(key) && values.get(key).asText().equals(text);
    }

    /** A list of numbers, or nothing if the key is missing or null. */
    Optional<List<Double>> numbers(String key) {
        JsonNode value = values.get(key);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            numbers.add(element.isNumber() ? element.doubleValue() : Double.NaN);
        }
        if (!value.isArray() || numbers.contains(Double.NaN)) {
            throw wrong(key, "a list of numbers");
        }
        return Optional.of(numbers);
    }

    /** The error for a value that is well formed but means something this program does not do. */
    /** @param supported a list of values, or a few words of the catalog */
    BadInput refused(String key, String supported) {
        return refused(key, Message.of(supported));
    }

    BadInput refused(String key, Object supported) {
        return new BadInput(
                "{0} has {1} = {2}, which is not supported here. Supported: {3}. Correct the value, or choose another sampler or model.",
                where, key, values.containsKey(key) ? values.get(key) : Message.of("(nothing)"), supported);
    }

    private CorruptFile wrong(String key, String expected) {
        return new CorruptFile(
                "{0} has {1} = {2}. Expected {3}. Correct the value, or fetch the model again.",
                where, key, values.get(key), Message.of(expected));
    }
}
