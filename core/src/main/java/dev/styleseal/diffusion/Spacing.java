package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of the training timesteps a run visits (Lin et al. 2023, Common Diffusion Noise Schedules and Sample Steps are
 * Flawed, table 2).
 */
public enum Spacing {
    /** From the last to the first, evenly. */
    LINSPACE("linspace") {
        @Override
        double[] timesteps(int last, int steps, int offset) {
            double[] up = Numpy.linspace(0, last - 1, steps);
            return IntStream.range(0, steps).mapToDouble(i -> up[steps - 1 - i]).toArray();
        }

        @Override
        double[] multistep(int all, int last, int steps, int offset) {
            if (steps >= last) {
                throw tooMany(steps, last - 1, "linspace");
            }
            double[] up = Numpy.linspace(0, last - 1, steps + 1);
            return IntStream.range(0, steps)
                    .mapToDouble(i -> Math.rint(up[steps - i]))
                    .toArray();
        }
    },

    /** Multiples of a whole stride, counted from the clean end. */
    LEADING("leading") {
        @Override
        double[] timesteps(int last, int steps, int offset) {
            if (steps > last) {
                throw tooMany(steps, last, "leading");
            }
            return multiples(last / steps, steps - 1, steps, offset);
        }

        @Override
        double[] multistep(int all, int last, int steps, int offset) {
            if (steps >= last) {
                throw tooMany(steps, last - 1, "leading");
            }
            return multiples(last / (steps + 1), steps, steps, offset);
        }

        private double[] multiples(int stride, int first, int steps, int offset) {
            return IntStream.range(0, steps)
                    .mapToDouble(i -> (double) (first - i) * stride + offset)
                    .toArray();
        }
    },

    /** Strides counted from the noisy end. */
    TRAILING("trailing") {
        @Override
        double[] timesteps(int last, int steps, int offset) {
            return multistep(last, last, steps, offset);
        }

        @Override
        double[] multistep(int all, int last, int steps, int offset) {
            // For some counts (61 of 1000) diffusers' rounding adds a timestep of -1 at the end; it is left out here.
            return Numpy.arange(last, 0, -(all / (double) steps))
                    .map(t -> Math.rint(t) - 1)
                    .filter(t -> t >= 0)
                    .toArray();
        }
    };

    private final String key;

    Spacing(String key) {
        this.key = key;
    }

    /** All names, in the order of this enum. */
    public static List<String> names() {
        return Arrays.stream(values()).map(spacing -> spacing.key).toList();
    }

    /**
     * The spacing of that name.
     *
     * @throws BadInput if there is none
     */
    public static Spacing named(String name) {
        for (Spacing spacing : values()) {
            if (spacing.key.equals(name)) {
                return spacing;
            }
        }
        throw new BadInput(
                "There is no spacing {0}. Expected one of {1}. Did you mean {2}?",
                name, String.join(", ", names()), Nearest.to(name, names()));
    }

    /** The name users type and configs hold. */
    public String label() {
        return key;
    }

    /**
     * Timesteps of samplers that treat each step alike, descending; whole numbers but for linspace.
     *
     * @param last number of timesteps of the schedule
     * @param steps how many are wanted
     * @param offset steps_offset of the config, used by leading only
     */
    abstract double[] timesteps(int last, int steps, int offset);

    /**
     * Timesteps of multistep solvers, descending whole numbers: of one more than {@code steps} the cleanest is dropped.
     *
     * @param all number of timesteps of the schedule
     * @param last how many of them may be visited
     */
    abstract double[] multistep(int all, int last, int steps, int offset);

    static Spacing of(ScheduleConfig config, Spacing missing) {
        String name = config.text("timestep_spacing", missing.key);
        for (Spacing spacing : values()) {
            if (spacing.key.equals(name)) {
                return spacing;
            }
        }
        throw config.refused("timestep_spacing", "linspace, leading, trailing");
    }

    private static BadInput tooMany(int steps, int most, String spacing) {
        return new BadInput(
                "{0} steps are too many for timestep_spacing = {1} and this model's timesteps. Expected at most {2}. Lower --steps.",
                steps, spacing, most);
    }
}
