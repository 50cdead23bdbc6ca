package dev.styleseal.diffusion;

import dev.styleseal.error.Message;
import java.util.Arrays;

/**
 * Noise levels found by optimisation for few steps (Sabour et al. 2024, Align Your Steps, table 2 as published by NVIDIA
 * and as {@code AysSchedules} of diffusers), interpolated evenly in the logarithm for other numbers of steps.
 */
public enum AlignYourSteps {
    STABLE_DIFFUSION("stable-diffusion") {
        @Override
        double[] table() {
            return new double[] {14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029};
        }
    },
    STABLE_DIFFUSION_XL("stable-diffusion-xl") {
        @Override
        double[] table() {
            return new double[] {14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029};
        }
    };

    /** The key by which a choice of the user's travels in a config; no scheduler has it. */
    static final String KEY = "_align_your_steps";

    /** How far a schedule's highest level may be from the table's. */
    private static final double TOLERANCE = 0.01;

    private final String key;

    AlignYourSteps(String key) {
        this.key = key;
    }

    /** The levels before each of ten calls, and the lowest, which others are interpolated towards. */
    abstract double[] table();

    /** The name in a config. */
    String key() {
        return key;
    }

    /**
     * The levels before each of {@code count} calls, descending; the run ends below the table's lowest.
     *
     * @throws dev.styleseal.error.BadInput if the model was trained with other noise levels than those of the table
     */
    static double[] levels(ScheduleConfig config, SigmaTable schedule, int count) {
        String name = config.text(KEY, "");
        AlignYourSteps chosen = Arrays.stream(values())
                .filter(table -> table.key.equals(name))
                .findFirst()
                .orElseThrow(() -> config.refused(
                        KEY, Arrays.stream(values()).map(table -> table.key).toList()));
        double highest = chosen.table()[0];
        if (Math.abs(schedule.last() / highest - 1) > TOLERANCE) {
            throw config.refused(
                    KEY,
                    Message.of(
                            "models whose highest noise level is {0}, not {1}; choose other --sigmas",
                            highest, schedule.last()));
        }
        return chosen.interpolated(count);
    }

    private double[] interpolated(int count) {
        double[] levels = table();
        double[] places = Numpy.linspace(0, levels.length - 1, count + 1);
        double[] result = new double[count];
        for (int i = 0; i < count; i++) {
            int below = Math.min((int) places[i], levels.length - 2);
            double part = places[i] - below;
            double log = (1 - part) * Math.log(levels[below]) + part * Math.log(levels[below + 1]);
            result[i] = part == 0 ? levels[below] : Math.exp(log);
        }
        return result;
    }
}
