package dev.styleseal.model;

/** The networks of a base model, by the name of their folder. */
public enum Component {
    UNET("unet"),
    VAE("vae"),
    TEXT_ENCODER("text_encoder");

    private final String folder;

    Component(String folder) {
        this.folder = folder;
    }

    public String folder() {
        return folder;
    }
}
