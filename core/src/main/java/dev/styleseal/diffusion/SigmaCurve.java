package dev.styleseal.diffusion;

import java.util.ArrayList;
import java.util.List;

/** How the noise levels of a run are spread between the highest and the lowest. */
enum SigmaCurve {
    /** As the chosen timesteps have them. */
    TIMESTEPS,
    /** Evenly in the seventh root (Karras et al. 2022, Elucidating the Design Space, equation 5). */
    KARRAS,
    /** Evenly in the logarithm. */
    EXPONENTIAL;

    private static final double RHO = 7;

    static SigmaCurve of(ScheduleConfig config) {
        if (config.flag("use_beta_sigmas", false)) {
            throw config.refused("use_beta_sigmas", "false; use_karras_sigmas or use_exponential_sigmas instead");
        }
        List<SigmaCurve> asked = new ArrayList<>();
        if (config.flag("use_karras_sigmas", false)) {
            asked.add(KARRAS);
        }
        if (config.flag("use_exponential_sigmas", false)) {
            asked.add(EXPONENTIAL);
        }
        if (asked.size() > 1) {
            throw config.refused("use_exponential_sigmas", "only one of use_karras_sigmas and use_exponential_sigmas");
        }
        return asked.isEmpty() ? TIMESTEPS : asked.get(0);
    }

    /** {@code count} levels descending from {@code max} to {@code min}; not for {@link #TIMESTEPS}. */
    double[] between(double max, double min, int count) {
        double[] ramp =
                this == KARRAS ? Numpy.linspace(0, 1, count) : Numpy.linspace(Math.log(max), Math.log(min), count);
        double from = Math.pow(max, 1 / RHO);
        double to = Math.pow(min, 1 / RHO);
        for (int i = 0; i < count; i++) {
            ramp[i] = this == KARRAS ? Math.pow(from + ramp[i] * (to - from), RHO) : Math.exp(ramp[i]);
        }
        return ramp;
    }

    /** The levels that the config's sigma_max and sigma_min, where given, or else the two defaults enclose. */
    double[] between(ScheduleConfig config, double max, double min, int count) {
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
}
