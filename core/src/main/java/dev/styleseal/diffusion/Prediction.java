package dev.styleseal.diffusion;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** What a network's output means. */
public enum Prediction {
    /** The noise that was added (Stable Diffusion 1, SDXL). */
    EPSILON("epsilon", "epsilon"),
    /** The clean latents. */
    SAMPLE("sample", "sample"),
    /** A mix of both, well behaved at every noise level (Stable Diffusion 2; Salimans and Ho 2022). */
    V("v_prediction", "v");

    private final String key;
    private final String label;

    Prediction(String key, String label) {
        this.key = key;
        this.label = label;
    }

    /** What users call it. */
    public String label() {
        return label;
    }

    /** The value of prediction_type. */
    public String key() {
        return key;
    }

    /** The kind whose {@link #key} that is; there must be one. */
    public static Prediction named(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key.equals(key))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What the config's prediction_type says, epsilon if it says nothing.
     *
     * @throws dev.styleseal.error.BadInput if it is another kind, for example that of a flow model
     */
    public static Prediction of(ScheduleConfig config) {
        return of(config, values());
    }

    /** As {@link #of(ScheduleConfig)} for a sampler that knows only some kinds. */
    static Prediction of(ScheduleConfig config, Prediction... supported) {
        String name = config.text("prediction_type", EPSILON.key);
        return Arrays.stream(supported)
                .filter(kind -> kind.key.equals(name))
                .findFirst()
                .orElseThrow(() -> config.refused(
                        "prediction_type",
                        Arrays.stream(supported).map(kind -> kind.key).toList()));
    }

    /**
     * What the network should have put out for latents {@code x0} [B, ...], {@code noise} of the same shape and
     * timesteps {@code t}, int64 [B].
     */
    public Tensor target(NoiseSchedule schedule, Tensor x0, Tensor noise, Tensor t) {
        return switch (this) {
            case EPSILON -> noise;
            case SAMPLE -> x0;
            case V -> schedule.velocity(x0, noise, t);
        };
    }

    /** The clean latents that {@code output} implies, where {@code x = alpha x0 + sigma eps}. */
    Tensor original(Tensor output, Tensor x, float alpha, float sigma) {
        return switch (this) {
            case EPSILON -> x.sub(output.mul(new Scalar(sigma))).div(new Scalar(alpha));
            case SAMPLE -> output;
            case V -> WeightedSum.of(alpha, x, -sigma, output);
        };
    }

    /** The noise that {@code output} implies, where {@code x = alpha x0 + sigma eps}. */
    Tensor noise(Tensor output, Tensor x, float alpha, float sigma) {
        return switch (this) {
            case EPSILON -> output;
            case SAMPLE -> x.sub(output.mul(new Scalar(alpha))).div(new Scalar(sigma));
            case V -> WeightedSum.of(alpha, output, sigma, x);
        };
    }

    /** The clean latents that {@code output} implies, where {@code x = x0 + sigma eps}. */
    Tensor original(Tensor output, Tensor x, float sigma) {
        float variance = sigma * sigma + 1;
        return switch (this) {
            case EPSILON -> x.sub(output.mul(new Scalar(sigma)));
            case SAMPLE -> output;
            case V ->
                output.mul(new Scalar(-sigma / (float) Math.sqrt(variance))).add(x.div(new Scalar(variance)));
        };
    }
}
