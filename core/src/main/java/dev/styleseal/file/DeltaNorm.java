package dev.styleseal.file;

import dev.styleseal.lora.LoraModule;

/**
 * How much a layer of a seal changes the weight of the base: the Frobenius norm of {@code scale * up * down}.
 *
 * <p>For a DoRA this is the change before the lengths are set, which needs the base. The product is as large as the base's weight and is never made: the squared norm is the trace of {@code (up' up)
 * (down down')}, two matrices of the size of the rank.
 */
final class DeltaNorm {
    private DeltaNorm() {}

    /** The norm's square, never negative. */
    static double squared(LoraModule module) {
        int rank = module.rank();
        float[] down = module.down().values(); // [rank, inputs x kernel]
        int width = down.length / rank;
        float[] up = module.up().values(); // [outputs, rank]
        double trace = 0;
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j <= i; j++) {
                double product = rows(down, width, i, j) * columns(up, rank, i, j);
                trace += i == j ? product : 2 * product;
            }
        }
        return module.scale() * module.scale() * Math.max(0, trace);
    }

    /** Whether a layer changes nothing; of a DoRA that cannot be known without the base. */
    static boolean isZero(LoraModule module) {
        return module.magnitude().isEmpty() && squared(module) == 0;
    }

    private static double rows(float[] matrix, int width, int i, int j) {
        double sum = 0;
        for (int k = 0; k < width; k++) {
            sum += (double) matrix[i * width + k] * matrix[j * width + k];
        }
        return sum;
    }

    private static double columns(float[] matrix, int width, int i, int j) {
        double sum = 0;
        for (int row = 0; row < matrix.length; row += width) {
            sum += (double) matrix[row + i] * matrix[row + j];
        }
        return sum;
    }
}
