package dev.styleseal.run;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Denoising losses of the base and of the base with seals, picture by picture, on pictures that training never saw.
 *
 * @param base one a picture
 * @param sealed one a picture, in the same order
 */
public record HeldOutComparison(List<Double> base, List<Double> sealed) {
    private static final int RESAMPLES = 10_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    public HeldOutComparison {
        base = List.copyOf(base);
        sealed = List.copyOf(sealed);
        if (base.isEmpty() || base.size() != sealed.size()) {
            throw new IllegalArgumentException(base.size() + " and " + sealed.size() + " losses");
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
        for (int i = 0; i < base.size(); i++) {
            wins += sealed.get(i) < base.get(i) ? 1 : 0;
        }
        return wins;
    }

    /** Ends of a range, lower and upper. */
    public record Range(double from, double to) {}

    /**
     * The range that holds {@link #relativeChange} with 95 % confidence: percentiles of a bootstrap over pictures, base and
     * seal drawn in pairs (Efron and Tibshirani 1993, chapter 13). Always the same for the same losses.
     */
    public Range interval() {
        Random random = new Random(SEED);
        double[] changes = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double before = 0;
            double after = 0;
            for (int j = 0; j < base.size(); j++) {
                int drawn = random.nextInt(base.size());
                before += base.get(drawn);
                after += sealed.get(drawn);
            }
            changes[i] = after / before - 1;
        }
        Arrays.sort(changes);
        return new Range(changes[(int) (TAIL * RESAMPLES)], changes[(int) ((1 - TAIL) * RESAMPLES) - 1]);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
