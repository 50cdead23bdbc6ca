package dev.styleseal.file;

import java.util.Optional;
import java.util.stream.Stream;

/** A network of the base that a seal can change. */
enum Component {
    UNET("unet", "lora_unet_", "lora_unet_"),
    TEXT_ENCODER("text_encoder", "lora_te_", "lora_te1_"),
    /** Only SDXL has one. */
    TEXT_ENCODER_2("text_encoder_2", "lora_te2_", "lora_te2_");

    private final String folder;
    private final String kohyaPrefix;
    private final String sdxlPrefix;

    Component(String folder, String kohyaPrefix, String sdxlPrefix) {
        this.folder = folder;
        this.kohyaPrefix = kohyaPrefix;
        this.sdxlPrefix = sdxlPrefix;
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

    /** What names in kohya's dialect begin with for Stable Diffusion 1 and 2. */
    String kohyaPrefix() {
        return kohyaPrefix;
    }

    /** What names in kohya's dialect begin with for SDXL, which counts its text encoders. */
    String sdxlPrefix() {
        return sdxlPrefix;
    }

    /** What follows either prefix in a name of kohya's dialect, or that of LyCORIS without kohya's scripts. */
    Optional<String> afterKohyaPrefix(String name) {
        return Stream.concat(Stream.of(kohyaPrefix, sdxlPrefix), this == UNET ? Stream.of("lycoris_") : Stream.empty())
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .findFirst();
    }
}
