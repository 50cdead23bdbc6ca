package dev.styleseal.file;

/** A network of the base that a seal can change. */
enum Component {
    UNET("unet.", "lora_unet_"),
    TEXT_ENCODER("text_encoder.", "lora_te_");

    private final String prefix;
    private final String kohyaPrefix;

    Component(String prefix, String kohyaPrefix) {
        this.prefix = prefix;
        this.kohyaPrefix = kohyaPrefix;
    }

    /** The component of a layer's path. */
    static Component of(String path) {
        for (Component component : values()) {
            if (path.startsWith(component.prefix)) {
                return component;
            }
        }
        throw new IllegalArgumentException(path + " begins neither with unet. nor with text_encoder.");
    }

    /** What paths and names in diffusers' dialect begin with. */
    String prefix() {
        return prefix;
    }

    /** What names in kohya's dialect begin with. */
    String kohyaPrefix() {
        return kohyaPrefix;
    }
}
