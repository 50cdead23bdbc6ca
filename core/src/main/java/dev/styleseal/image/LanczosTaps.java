package dev.styleseal.image;

/**
 * Which input pixels make each output pixel of one resizing pass, and with which weights.
 *
 * <p>Source: Pillow, src/libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc. The filter is Lanczos with
 * three lobes, widened when the picture shrinks; weights are fixed-point numbers.
 */
final class LanczosTaps {
    /** Eight bits of the sample and two for sums above and below its range stay free in 32 bits. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private static final double LOBES = 3;

    private final int[] first; // [count] input position of the first weight
    private final int[][] weights; // [count][taps]

    private LanczosTaps(int[] first, int[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    /**
     * The taps of output pixels {@code from} to {@code from + count}.
     *
     * @param inputPixels length of the input
     * @param outputPixels length of the whole output; it may be far longer than what is asked of it
     */
    static LanczosTaps of(int inputPixels, long outputPixels, long from, int count) {
        double scale = (double) inputPixels / outputPixels;
        double widening = Math.max(scale, 1);
        double support = LOBES * widening;
        int[] first = new int[count];
        int[][] weights = new int[count][];
        for (int i = 0; i < count; i++) {
            double centre = (from + i + 0.5) * scale;
            int low = Math.max(0, (int) (centre - support + 0.5));
            int high = Math.min(inputPixels, (int) (centre + support + 0.5));
            first[i] = low;
            weights[i] = fixedPoint(window(centre, low, high, 1 / widening));
        }
        return new LanczosTaps(first, weights);
    }

    int count() {
        return first.length;
    }

    int first(int output) {
        return first[output];
    }

    int[] weights(int output) {
        return weights[output];
    }

    private static double[] window(double centre, int low, int high, double narrowing) {
        double[] values = new double[high - low];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = lanczos((i + low - centre + 0.5) * narrowing);
            sum += values[i];
        }
        for (int i = 0; i < values.length && sum != 0; i++) {
            values[i] /= sum;
        }
        return values;
    }

    private static int[] fixedPoint(double[] values) {
        int[] fixed = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            fixed[i] = (int) (Math.copySign(0.5, values[i]) + values[i] * (1 << PRECISION_BITS));
        }
        return fixed;
    }

    private static double lanczos(double x) {
        return x >= -LOBES && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
