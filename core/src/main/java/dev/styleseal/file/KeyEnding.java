package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The end of a tensor's name, which says what part of the layer it is. All programs' endings are read behind names of
 * either kind, as ComfyUI does ({@code comfy/weight_adapter}).
 *
 * @param text the end, with what divides it from the layer's name
 */
record KeyEnding(String text, Part part) {
    /** Longer ones first, since some end with another. */
    private static final List<KeyEnding> ALL = all();

    private static List<KeyEnding> all() {
        List<KeyEnding> endings = new ArrayList<>(List.of(
                // PEFT and today's diffusers; a bare one without .weight; PEFT with the adapter's name
                new KeyEnding(".lora_A.weight", Part.DOWN),
                new KeyEnding(".lora_B.weight", Part.UP),
                new KeyEnding(".lora_A", Part.DOWN),
                new KeyEnding(".lora_B", Part.UP),
                new KeyEnding(".lora_A.default.weight", Part.DOWN),
                new KeyEnding(".lora_B.default.weight", Part.UP),
                // diffusers' scripts, its text encoders, its oldest attention processors
                new KeyEnding(".lora.down.weight", Part.DOWN),
                new KeyEnding(".lora.up.weight", Part.UP),
                new KeyEnding(".lora_linear_layer.down.weight", Part.DOWN),
                new KeyEnding(".lora_linear_layer.up.weight", Part.UP),
                new KeyEnding("_lora.down.weight", Part.DOWN),
                new KeyEnding("_lora.up.weight", Part.UP),
                new KeyEnding(".lora_magnitude_vector.weight", Part.MAGNITUDE),
                new KeyEnding(".lora_magnitude_vector.default.weight", Part.MAGNITUDE)));
        for (Part part : Part.values()) {
            endings.add(new KeyEnding("." + part.text(), part));
        }
        endings.sort(Comparator.comparingInt((KeyEnding ending) -> ending.text.length())
                .reversed());
        return List.copyOf(endings);
    }

    /** That of a name. */
    static Optional<KeyEnding> of(String name) {
        return ALL.stream().filter(ending -> name.endsWith(ending.text)).findFirst();
    }

    /** What stands before it. */
    String before(String name) {
        return name.substring(0, name.length() - text.length());
    }
}
