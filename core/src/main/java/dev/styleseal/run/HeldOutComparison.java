package dev.styleseal.run;

import java.util.Arrays;
import java.util.Random;

/**
 * Denoising losses of the base and of the base with seals, picture by picture, on pictures that training never saw.
 *
 * @param base one a picture
 * @param sealed one a picture, in the same order
 */
public record HeldOutComparison(double[] base, double[] sealed) {
    private static final int RESAMPLES = 10_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    public HeldOutComparison {
        base = base.clone();
        sealed = sealed.clone();
        if (base.length == 0 || base.length != sealed.length) {
            throw new IllegalArgumentException(base.length + " and " + sealed.length + " losses");
        }
    }

    public double baseMean() {
        return mean(base);
    }

    public double sealedMean() {
        return mean(sealed);
    }

    /** Change of the mean loss as a share of the base's: below 0 is better. */
    public double relativeChange() {
        return sealedMean() / baseMean() - 1;
    }

    /** Number of pictures on which the seal is better than the base alone. */
    public int wins() {
        int wins = 0;
        for (int i = 0; i < base.length; i++) {
            wins += sealed[i] < base[i] ? 1 : 0;
        }
        return wins;
    }

    /**
     * The range that holds {@link #relativeChange} with 95 % confidence: percentiles of a bootstrap over pictures, base and
     * seal drawn in pairs (Efron and Tibshirani 1993, chapter 13). Always the same for the same losses.
     *
     * @return lower and upper end
     */
    public double[] interval() {
        Random random = new Random(SEED);
        double[] changes = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double before = 0;
            double after = 0;
            for (int j = 0; j < base.length; j++) {
                int drawn = random.nextInt(base.length);
                before += base[drawn];
                after += sealed[drawn];
            }
            changes[i] = after / before - 1;
        }
        Arrays.sort(changes);
        return new double[] {changes[(int) (TAIL * RESAMPLES)], changes[(int) ((1 - TAIL) * RESAMPLES) - 1]};
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
