package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.weights.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What is known of tensors that are no part of a seal that can be worn, told by their names. */
final class Unusable {
    static final String NOT_UNDERSTOOD = "not understood";

    /** First match counts. Names of LyCORIS, OneTrainer, PEFT and of adapters for other models. */
    private static final Map<Pattern, String> KINDS = kinds();

    private Unusable() {}

    private static Map<Pattern, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("^lora_prior_te_", "Kandinsky's prior is not supported");
        kinds.put("\\.oft_|\\.boft_|\\.rescale$", "OFT is not supported");
        kinds.put("\\.[ab][12m]\\.weight$", "GLoRA is not supported");
        kinds.put("^lora_[^.]+\\.(weight|on_input)$", "IA3 is not supported");
        kinds.put("\\.on_input$", "IA3 is not supported");
        kinds.put("\\.(lora_B|lora_up|lora\\.up)(\\.default)?\\.bias$", "LoRA with biases is not supported");
        kinds.put("\\.reshape_weight$", "weights of another shape than the base's are not supported");
        kinds.put("\\.(lambda_layer|q_layer|p_layer)", "T-LoRA is not supported");
        kinds.put("^bundle_emb\\.", "not understood among the learnt words");
        kinds.put(
                "^base_model\\.model\\.",
                "part of a PEFT folder, whose adapter_config.json, which holds alpha, is not beside it");
        kinds.put(
                "(?=.*lora)(^(lora_)?transformer[._]|(single|double|joint)_?(transformer_)?blocks)",
                "models other than Stable Diffusion 1, 2 and XL are not supported");
        Map<Pattern, String> compiled = new LinkedHashMap<>();
        kinds.forEach((pattern, kind) -> compiled.put(Pattern.compile(pattern), kind));
        return compiled;
    }

    /** Why a tensor cannot be used. */
    static String reason(TensorEntry entry) {
        for (Map.Entry<Pattern, String> kind : KINDS.entrySet()) {
            if (kind.getKey().matcher(entry.name()).find()) {
                return kind.getValue();
            }
        }
        return NOT_UNDERSTOOD;
    }

    /** The error that lists them all. */
    static BadInput error(Path file, SealContent content) {
        List<Message> reasons = new ArrayList<>();
        boolean nothingUsable = content.layers().isEmpty();
        content.unusable().forEach((reason, names) -> {
            // Of a file that is something else altogether the first names say enough.
            List<String> shown = nothingUsable ? names.subList(0, Math.min(3, names.size())) : names;
            String more = shown.size() < names.size() ? ", ..." : "";
            reasons.add(Message.of(
                    "{0} ({1} {1|tensor|tensors}: {2}{3})",
                    Message.of(reason), names.size(), String.join(", ", shown), more));
        });
        if (!nothingUsable) {
            return new BadInput(
                    "Cannot use all of {0}: {1}. Expected nothing but LoRA, LoHa, LoKr and full differences of Stable Diffusion 1, 2 or XL, in the names of "
                            + "kohya (lora_unet_....lora_down.weight) or diffusers (unet....lora_A.weight). "
                            + "Leave these tensors out with --lenient, use another file, or convert this one where it was made.",
                    file, Message.joined("; ", reasons));
        }
        if (reasons.isEmpty()) {
            reasons.add(Message.of(
                    content.words().isEmpty() ? "it holds no tensors" : "it holds learnt words and no layers"));
        }
        return new BadInput(
                "Cannot use {0} as a seal: {1}. Expected LoRA, LoHa, LoKr or full differences of Stable Diffusion 1, 2 or XL, in the names of "
                        + "kohya (lora_unet_....lora_down.weight) or diffusers (unet....lora_A.weight), or a PEFT folder. "
                        + "Use another file, or convert this one where it was made.",
                file, Message.joined("; ", reasons));
    }
}
