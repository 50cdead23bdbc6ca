package dev.styleseal.checkpoint;

/** The kinds of base model that are understood; widths and depths may differ from the published ones. */
public enum Architecture {
    SD1("Stable Diffusion 1", 512, 0.18215),
    SD2("Stable Diffusion 2", 768, 0.18215),
    SDXL("Stable Diffusion XL", 1024, 0.13025);

    /** Pixels of a picture for one latent of it. */
    private static final int FACTOR = 8;

    /** SD 2.0-base and 2.1-base, which predict epsilon, were trained on smaller pictures than 2.0 and 2.1. */
    private static final int SD2_BASE_SIZE = 512;

    private final String title;
    private final int pictureSize;
    private final double latentScale;

    Architecture(String title, int pictureSize, double latentScale) {
        this.title = title;
        this.pictureSize = pictureSize;
        this.latentScale = latentScale;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** Side of the pictures that the published model was trained on, in pixels. */
    int pictureSize() {
        return pictureSize;
    }

    /** What latents are multiplied by in the published models: {@code scaling_factor} of their vae/config.json. */
    double latentScale() {
        return latentScale;
    }

    /** Side of the latents that a UNet was trained on: {@code sample_size} of the published unet/config.json. */
    public int sampleSize(PredictionType prediction) {
        boolean small = this == SD2 && prediction == PredictionType.EPSILON;
        return (small ? SD2_BASE_SIZE : pictureSize) / FACTOR;
    }

    /** What the published models predict, where a file does not say: diffusers' own choice. */
    public PredictionType usualPrediction() {
        return this == SD2 ? PredictionType.V_PREDICTION : PredictionType.EPSILON;
    }
}
