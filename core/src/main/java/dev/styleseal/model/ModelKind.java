package dev.styleseal.model;

import dev.styleseal.unet.UNetConfig;

/** The families of base models. */
public enum ModelKind {
    SD1("Stable Diffusion 1"),
    /** Stable Diffusion 2.x predicting noise. */
    SD2("Stable Diffusion 2"),
    /** Stable Diffusion 2.x predicting velocity. */
    SD2_V("Stable Diffusion 2 (v-prediction)");

    private final String title;

    ModelKind(String title) {
        this.title = title;
    }

    /** Told apart by what only version 2 has: linear projections around its transformers. */
    static ModelKind of(UNetConfig unet, boolean predictsVelocity) {
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
