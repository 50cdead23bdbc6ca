package dev.styleseal.model;

import dev.styleseal.unet.UNetConfig;

/** The families of base models. */
public enum ModelKind {
    SD1("Stable Diffusion 1"),
    /** Stable Diffusion 2.x predicting noise. */
    SD2("Stable Diffusion 2"),
    /** Stable Diffusion 2.x predicting velocity. */
    SD2_V("Stable Diffusion 2 (v-prediction)"),
    SDXL("Stable Diffusion XL");

    private final String title;

    ModelKind(String title) {
        this.title = title;
    }

    /** Told apart by what only SDXL is told, and by what version 1 lacks: linear projections around transformers. */
    static ModelKind of(UNetConfig unet, boolean predictsVelocity) {
        if (unet.addition().isPresent()) {
            return SDXL;
        }
        if (!unet.linearProjection()) {
            return SD1;
        }
        return predictsVelocity ? SD2_V : SD2;
    }

    /** For people. */
    public String title() {
        return title;
    }
}
