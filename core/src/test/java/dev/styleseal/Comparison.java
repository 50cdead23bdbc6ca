package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Compares numbers of ours with numbers of a reference library and says by how much they differ at worst. */
public final class Comparison {
    private Comparison() {}

    /**
     * Requires max |ours - theirs| to be at most {@code bar} times max |theirs|.
     *
     * @return that quotient
     */
    public static double require(String what, double bar, Tensor ours, Case theirs, String name) {
        assertThat(ours.shape()).as("shape of " + what).isEqualTo(theirs.shape(name));
        return require(what, bar, Tensors.floats(ours), theirs.floats(name));
    }

    public static double require(String what, double bar, float[] ours, float[] theirs) {
        double relative = worst(what, bar, ours, theirs);
        System.out.printf("%-60s worst difference %.2e, bar %.0e%n", what, relative, bar);
        return relative;
    }

    /** As {@link #require}, in silence, for many small tensors. */
    public static double worst(String what, double bar, float[] ours, float[] theirs) {
        assertThat(ours).as("number of values of " + what).hasSameSizeAs(theirs);
        double largest = 0;
        double worst = 0;
        int at = 0;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs((double) ours[i] - theirs[i]);
            largest = Math.max(largest, Math.abs(theirs[i]));
            if (Double.isNaN(difference)) {
                difference = Double.POSITIVE_INFINITY;
            }
            if (difference > worst) {
                worst = difference;
                at = i;
            }
        }
        double relative = largest == 0 ? worst : worst / largest;
        assertThat(relative)
                .as(
                        "%s differs at index %d of %d: ours %s, theirs %s (largest %s)",
                        what,
                        at,
                        ours.length,
                        ours.length == 0 ? "-" : ours[at],
                        theirs.length == 0 ? "-" : theirs[at],
                        largest)
                .isLessThanOrEqualTo(bar);
        return relative;
    }

    /** Requires equal numbers. */
    public static void requireEqual(String what, long[] ours, long[] theirs) {
        System.out.printf("%-60s %s%n", what, Arrays.equals(ours, theirs) ? "equal" : "DIFFERENT");
        assertThat(ours).as(what).isEqualTo(theirs);
    }
}
