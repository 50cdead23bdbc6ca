package dev.styleseal.diffusion;

/**
 * Quantiles of the beta distribution with both parameters 0.6, which is dense at both ends (Lee et al. 2024, Beta
 * Sampling is All You Need; the parameters are those of diffusers and ComfyUI).
 */
final class BetaQuantile {
    private static final double PARAMETER = 0.6;

    /** The beta function of both parameters, Gamma(0.6)^2 / Gamma(1.2). */
    private static final double BETA_FUNCTION = 2.415344208002472;

    private static final int TERMS = 80; // each at most half the one before
    private static final int HALVINGS = 64;

    private BetaQuantile() {}

    /** The number below which a draw lies with this probability, 0 to 1. */
    static double of(double probability) {
        if (probability > 0.5) {
            return 1 - of(1 - probability); // symmetric
        }
        double low = 0;
        double high = 0.5;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (probabilityBelow(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return probability == 0 ? 0 : (low + high) / 2;
    }

    /** The power series of the incomplete beta function (Abramowitz and Stegun, 26.5.4), for x up to a half. */
    private static double probabilityBelow(double x) {
        double sum = 0;
        double factor = 1;
        for (int n = 0; n < TERMS; n++) {
            sum += factor / (PARAMETER + n);
            factor *= x * (n + 1 - PARAMETER) / (n + 1);
        }
        return Math.pow(x, PARAMETER) * sum / BETA_FUNCTION;
    }
}
