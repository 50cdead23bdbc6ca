package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** How the noise levels of a run are spread between the highest and the lowest. */
public enum SigmaCurve {
    /** As the chosen timesteps have them. */
    TIMESTEPS("timesteps", ""),
    /** Evenly in the seventh root (Karras et al. 2022, Elucidating the Design Space, equation 5). */
    KARRAS("karras", "use_karras_sigmas"),
    /** Evenly in the logarithm. */
    EXPONENTIAL("exponential", "use_exponential_sigmas"),
    /** Dense at both ends (Lee et al. 2024, Beta Sampling is All You Need). */
    BETA("beta", "use_beta_sigmas"),
    /** Found by optimisation for few steps (Sabour et al. 2024, Align Your Steps). */
    ALIGN_YOUR_STEPS("ays", "");

    private static final double RHO = 7;
    private static final List<SigmaCurve> OF_CONFIGS = List.of(KARRAS, EXPONENTIAL, BETA);

    private final String label;
    private final String key; // in a config, or empty

    SigmaCurve(String label, String key) {
        this.label = label;
        this.key = key;
    }

    /** All names, in the order of this enum. */
    public static List<String> names() {
        return Arrays.stream(values()).map(curve -> curve.label).toList();
    }

    /**
     * The curve of that name.
     *
     * @throws BadInput if there is none
     */
    public static SigmaCurve named(String name) {
        for (SigmaCurve curve : values()) {
            if (curve.label.equals(name)) {
                return curve;
            }
        }
        throw new BadInput(
                "There are no sigmas {0}. Expected one of {1}. Did you mean {2}?",
                name, String.join(", ", names()), Nearest.to(name, names()));
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    static SigmaCurve of(ScheduleConfig config) {
        if (!config.isMissingOrNull(AlignYourSteps.KEY)) {
            return ALIGN_YOUR_STEPS;
        }
        List<SigmaCurve> asked = OF_CONFIGS.stream()
                .filter(curve -> config.flag(curve.key, false))
                .toList();
        if (asked.size() > 1) {
            throw config.refused(
                    asked.get(1).key,
                    Message.of(
                            "only one of {0}",
                            String.join(
                                    ", ",
                                    OF_CONFIGS.stream().map(curve -> curve.key).toList())));
        }
        return asked.isEmpty() ? TIMESTEPS : asked.get(0);
    }

    /** {@code config} with this curve and no other; {@code table} is for {@link #ALIGN_YOUR_STEPS}. */
    ScheduleConfig chosen(ScheduleConfig config, AlignYourSteps table) {
        ScheduleConfig changed = config.with("use_lu_lambdas", false);
        for (SigmaCurve curve : OF_CONFIGS) {
            changed = changed.with(curve.key, curve == this);
        }
        return this == ALIGN_YOUR_STEPS ? changed.with(AlignYourSteps.KEY, table.key()) : changed;
    }

    /**
     * {@code count} levels, descending; not for {@link #TIMESTEPS}.
     *
     * @param max the highest, unless the config's sigma_max is given
     * @param min the lowest, unless the config's sigma_min is given
     */
    double[] levels(ScheduleConfig config, SigmaTable table, double max, double min, int count) {
        if (this == ALIGN_YOUR_STEPS) {
            return AlignYourSteps.levels(config, table, count);
        }
        double to = config.number("sigma_min").orElse(min);
        double from = config.number("sigma_max").orElse(max);
        if (!(to > 0 && to < Double.POSITIVE_INFINITY)) {
            throw config.refused("sigma_min", "null, or above 0 and finite");
        }
        if (!(from > 0 && from < Double.POSITIVE_INFINITY)) {
            throw config.refused("sigma_max", "null, or above 0 and finite");
        }
        return between(from, to, count);
    }

    private double[] between(double max, double min, int count) {
        return switch (this) {
            case KARRAS -> {
                double from = Math.pow(max, 1 / RHO);
                double to = Math.pow(min, 1 / RHO);
                yield each(Numpy.linspace(0, 1, count), ramp -> Math.pow(from + ramp * (to - from), RHO));
            }
            case EXPONENTIAL -> each(Numpy.linspace(Math.log(max), Math.log(min), count), Math::exp);
            case BETA -> each(Numpy.linspace(0, 1, count), ramp -> min + BetaQuantile.of(1 - ramp) * (max - min));
            case TIMESTEPS, ALIGN_YOUR_STEPS -> throw new IllegalStateException(label);
        };
    }

    private static double[] each(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }
}
