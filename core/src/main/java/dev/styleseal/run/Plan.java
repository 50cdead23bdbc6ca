package dev.styleseal.run;

import dev.styleseal.train.TrainConfig;
import java.util.Map;

/**
 * A training as it will be run.
 *
 * @param settings all of them; wishing for exactly these gives the same plan
 * @param reasons why each has its value, for people
 * @param config what the trainer is told
 * @param width of the training pictures in pixels
 * @param height of the training pictures in pixels
 * @param pictures how many there are
 */
public record Plan(
        Settings settings, Map<Setting, String> reasons, TrainConfig config, int width, int height, int pictures) {
    public Plan {
        reasons = Map.copyOf(reasons);
    }

    /** How often each picture is shown on average. */
    public double passesPerPicture() {
        return (double) config.steps() * config.picturesPerStep() / pictures;
    }
}
