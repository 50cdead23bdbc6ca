package dev.styleseal.file;

import java.util.List;
import java.util.Optional;

/** A network of the base that a seal can change. */
enum Component {
    UNET("unet", List.of("lora_unet_")),
    TEXT_ENCODER("text_encoder", List.of("lora_te_", "lora_te1_")),
    /** Only SDXL has one. */
    TEXT_ENCODER_2("text_encoder_2", List.of("lora_te2_"));

    private final String folder;
    private final List<String> kohyaPrefixes;

    Component(String folder, List<String> kohyaPrefixes) {
        this.folder = folder;
        this.kohyaPrefixes = kohyaPrefixes;
    }

    /** The component of a layer's path. */
    static Component of(String path) {
        for (Component component : values()) {
            if (path.startsWith(component.prefix())) {
                return component;
            }
        }
        throw new IllegalArgumentException(path + " begins neither with unet. nor with text_encoder.");
    }

    /** Its folder in a model, and in an adapter of several components. */
    String folder() {
        return folder;
    }

    /** What paths and names in diffusers' dialect begin with. */
    String prefix() {
        return folder + ".";
    }

    /** A layer's name without the component. */
    String layer(String path) {
        return path.substring(prefix().length());
    }

    /** What names in kohya's dialect begin with: for a model with two text encoders the last one, else the first. */
    String kohyaPrefix(boolean twoTextEncoders) {
        return kohyaPrefixes.get(twoTextEncoders ? kohyaPrefixes.size() - 1 : 0);
    }

    /** What follows the prefix in a name of kohya's dialect. */
    Optional<String> afterKohyaPrefix(String name) {
        return kohyaPrefixes.stream()
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .findFirst();
    }
}
