package dev.styleseal.file;

import dev.styleseal.weights.HostTensor;
import java.util.Arrays;
import java.util.List;

/**
 * The core of a convolution's Tucker decomposition, multiplied into one factor, so that the rest is a product of two
 * matrices: {@code einsum("i j k l, i p, j r -> p r k l", core, outer, inner)} is outer, transposed, times this. Nothing
 * is lost but the compactness (Kim et al. 2016, Tucker-2; KohakuBlueleaf/LyCORIS, {@code functional/general.py}).
 */
final class TuckerCore {
    private static final long MOST_STEPS = 1L << 32;

    private TuckerCore() {}

    /** Whether a core is one of these ranks, of a square kernel. */
    static boolean fits(List<Long> core, long outerRank, long innerRank) {
        return core.size() == 4
                && core.get(0) == outerRank
                && core.get(1) == innerRank
                && core.get(2).equals(core.get(3))
                && core.get(2) > 0;
    }

    /** Whether making the result takes no more steps than the largest layer of a high rank would. */
    static boolean isBounded(List<Long> core, long inputs) {
        long steps = MOST_STEPS / Math.max(1, inputs);
        for (long size : core) {
            steps /= Math.max(1, size);
        }
        return steps > 0;
    }

    /**
     * Sum over j of core[i, j, k, l] inner[j, r].
     *
     * @param core [i, j, k, l]
     * @param inner [j, r]
     * @return [i, r, k, l], summed in double precision
     */
    static HostTensor times(HostTensor core, HostTensor inner) {
        int outer = Math.toIntExact(core.shape().get(0));
        int rank = Math.toIntExact(core.shape().get(1));
        long side = core.shape().get(2);
        int places = Math.toIntExact(side * side);
        int inputs = inner.values().length / rank;
        float[] product = new float[Math.multiplyExact(Math.multiplyExact(outer, inputs), places)];
        double[] sums = new double[places];
        for (int i = 0; i < outer; i++) {
            for (int r = 0; r < inputs; r++) {
                Arrays.fill(sums, 0);
                for (int j = 0; j < rank; j++) {
                    float factor = inner.values()[j * inputs + r];
                    for (int k = 0; k < places; k++) {
                        sums[k] += (double) core.values()[(i * rank + j) * places + k] * factor;
                    }
                }
                for (int k = 0; k < places; k++) {
                    product[(i * inputs + r) * places + k] = (float) sums[k];
                }
            }
        }
        return HostTensor.of(product, outer, inputs, side, side);
    }

    /** [rows, columns] turned over. */
    static HostTensor transposed(HostTensor matrix) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        float[] values = new float[matrix.values().length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * rows + i] = matrix.values()[i * columns + j];
            }
        }
        return HostTensor.of(values, columns, rows);
    }
}
