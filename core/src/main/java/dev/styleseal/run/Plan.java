package dev.styleseal.run;

import dev.styleseal.error.Message;
import dev.styleseal.train.LearningRate;
import dev.styleseal.train.OptimizerConfig;
import dev.styleseal.train.TrainConfig;
import java.util.EnumMap;
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
        Settings settings, Map<Setting, Message> reasons, TrainConfig config, int width, int height, int pictures) {
    private static final double NEXT_TO_NOTHING = 1e-30;

    public Plan {
        reasons = Map.copyOf(reasons);
    }

    /** This plan with another reason for one setting. */
    Plan because(Setting setting, Message reason) {
        Map<Setting, Message> changed = new EnumMap<>(reasons);
        changed.put(setting, reason);
        return new Plan(settings, changed, config, width, height, pictures);
    }

    /** This plan cut to a few steps that change next to nothing, for measuring. */
    Plan idle(int steps) {
        TrainConfig cut = new TrainConfig(
                config.lora(),
                config.trainText(),
                OptimizerConfig.of(NEXT_TO_NOTHING, NEXT_TO_NOTHING),
                new LearningRate(LearningRate.Curve.CONSTANT, 0, steps),
                config.batch(),
                config.accumulation(),
                config.noise(),
                config.clipSkip(),
                config.seed(),
                config.gradientCheckpointing());
        return new Plan(settings, reasons, cut, width, height, pictures);
    }

    /** This plan with gradient checkpointing or without; what was wished for stays in the settings. */
    Plan checkpointing(boolean on) {
        return new Plan(settings, reasons, config.checkpointing(on), width, height, pictures);
    }

    /** How often each picture is shown on average. */
    public double passesPerPicture() {
        return (double) config.steps() * config.picturesPerStep() / pictures;
    }
}
