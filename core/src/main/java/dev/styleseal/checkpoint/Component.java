package dev.styleseal.checkpoint;

/** The networks of a base model, by the name of their folder in diffusers. */
public enum Component {
    UNET("unet"),
    VAE("vae"),
    TEXT_ENCODER("text_encoder"),
    /** The second one of SDXL. */
    TEXT_ENCODER_2("text_encoder_2");

    private final String folder;

    Component(String folder) {
        this.folder = folder;
    }

    public String folder() {
        return folder;
    }
}
