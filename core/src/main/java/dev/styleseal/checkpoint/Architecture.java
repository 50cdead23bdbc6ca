package dev.styleseal.checkpoint;

/** The kinds of base model that are understood; widths and depths may differ from the published ones. */
public enum Architecture {
    SD1("Stable Diffusion 1"),
    SD2("Stable Diffusion 2"),
    SDXL("Stable Diffusion XL");

    private final String title;

    Architecture(String title) {
        this.title = title;
    }

    /** What people call it. */
    public String title() {
        return title;
    }
}
