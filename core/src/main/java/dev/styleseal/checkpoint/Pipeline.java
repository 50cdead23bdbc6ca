package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The files of a diffusers folder that belong to no network: scheduler_config.json and model_index.json. */
final class Pipeline {
    private Pipeline() {}

    /**
     * The scheduler that the published models of a kind have (their scheduler_config.json). Zero terminal SNR is told as
     * diffusers' documentation asks for: betas rescaled, timesteps counted from the end (Lin et al. 2023, sections 3.1
     * and 3.3).
     */
    static ObjectNode scheduler(Architecture architecture, PredictionType prediction, boolean zeroTerminalSnr) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("_class_name", schedulerClass(architecture, prediction, zeroTerminalSnr))
                .put("beta_end", 0.012)
                .put("beta_schedule", "scaled_linear")
                .put("beta_start", 0.00085)
                .put("clip_sample", false)
                .put("num_train_timesteps", 1000)
                .put("prediction_type", prediction.key())
                .put("set_alpha_to_one", false)
                .put("skip_prk_steps", true)
                .put("steps_offset", 1)
                .put("timestep_spacing", zeroTerminalSnr ? "trailing" : "leading")
                .putNull("trained_betas");
        return zeroTerminalSnr ? json.put("rescale_betas_zero_snr", true) : json;
    }

    private static String schedulerClass(
            Architecture architecture, PredictionType prediction, boolean zeroTerminalSnr) {
        if (architecture == Architecture.SDXL) {
            return "EulerDiscreteScheduler";
        }
        // PNDM, that of the models that predict epsilon, cannot begin in pure noise.
        return zeroTerminalSnr || prediction == PredictionType.V_PREDICTION ? "DDIMScheduler" : "PNDMScheduler";
    }

    /** The model_index.json for the components that are there. */
    static ObjectNode index(Architecture architecture, String scheduler, Set<Component> components) {
        boolean xl = architecture == Architecture.SDXL;
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("_class_name", xl ? "StableDiffusionXLPipeline" : "StableDiffusionPipeline");
        if (xl) {
            json.put("force_zeros_for_empty_prompt", true);
        } else {
            json.put("requires_safety_checker", false);
            nothing(json, "safety_checker");
        }
        nothing(json, "feature_extractor");
        part(json, "scheduler", "diffusers", scheduler);
        for (Component component : Component.values()) {
            boolean needed = component != Component.TEXT_ENCODER_2 || xl;
            if (needed && components.contains(component)) {
                add(json, component);
            } else if (needed) {
                nothing(json, component.folder());
            }
        }
        return json;
    }

    private static void add(ObjectNode json, Component component) {
        switch (component) {
            case UNET -> part(json, component.folder(), "diffusers", "UNet2DConditionModel");
            case VAE -> part(json, component.folder(), "diffusers", "AutoencoderKL");
            case TEXT_ENCODER, TEXT_ENCODER_2 -> {
                part(json, component.folder(), "transformers", TextDescription.className(component));
                part(json, component.folder().replace("text_encoder", "tokenizer"), "transformers", "CLIPTokenizer");
            }
        }
    }

    private static void part(ObjectNode json, String name, String library, String type) {
        json.putArray(name).add(library).add(type);
    }

    private static void nothing(ObjectNode json, String name) {
        json.putArray(name).addNull().addNull();
    }
}
