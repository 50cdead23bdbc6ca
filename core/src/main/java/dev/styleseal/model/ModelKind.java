package dev.styleseal.model;

import dev.styleseal.unet.UNetConfig;

/** The families of base models, with the names that other tools know them by. */
public enum ModelKind {
    /** Stable Diffusion 1.x. */
    SD1("Stable Diffusion 1", "sd_v1", "stable-diffusion-v1"),
    /** Stable Diffusion 2.x predicting noise. */
    SD2("Stable Diffusion 2", "sd_v2_512", "stable-diffusion-v2-512"),
    /** Stable Diffusion 2.x predicting velocity. */
    SD2_V("Stable Diffusion 2 (v-prediction)", "sd_v2_768_v", "stable-diffusion-v2-768-v");

    private final String title;
    private final String kohyaName;
    private final String modelspecName;

    ModelKind(String title, String kohyaName, String modelspecName) {
        this.title = title;
        this.kohyaName = kohyaName;
        this.modelspecName = modelspecName;
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

    /** Value of {@code ss_base_model_version}. */
    public String kohyaName() {
        return kohyaName;
    }

    /** First part of {@code modelspec.architecture}. */
    public String modelspecName() {
        return modelspecName;
    }

    /** Value of {@code ss_v2}. */
    public boolean isVersion2() {
        return this != SD1;
    }
}
