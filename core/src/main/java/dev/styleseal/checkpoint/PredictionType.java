package dev.styleseal.checkpoint;

/** What a UNet predicts, as {@code prediction_type} of diffusers' scheduler_config.json says it. */
public enum PredictionType {
    EPSILON("epsilon"),
    V_PREDICTION("v_prediction");

    private final String key;

    PredictionType(String key) {
        this.key = key;
    }

    /** The value in a scheduler_config.json. */
    public String key() {
        return key;
    }
}
