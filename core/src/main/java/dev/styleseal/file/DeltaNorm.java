package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.util.Arrays;

/**
 * How much a layer of a seal changes the weight of the base: the Frobenius norm of the difference, and of that of the
 * bias.
 *
 * <p>For a DoRA this is the change before the lengths are set, which needs the base. The difference is as large as the
 * base's weight and is never made: the squared norm of a product is the trace of {@code (up' up) (down down')}, two
 * matrices of the size of the rank; that of a Kronecker product the product of both; only a LoHa is gone through row by
 * row.
 */
final class DeltaNorm {
    private DeltaNorm() {}

    /** The norm's square, never negative. */
    static double squared(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return squared(biased.lora()) + squared(biased.shift());
        }
        if (module instanceof LohaModule loha) {
            return loha.scale() * loha.scale() * hadamard(loha.first(), loha.second());
        }
        if (module instanceof LokrModule lokr) {
            return lokr.scale() * lokr.scale() * squared(lokr.first()) * squared(lokr.second());
        }
        if (module instanceof LoraModule lora) {
            return lora.scale() * lora.scale() * product(lora.up(), lora.down(), lora.rank());
        }
        FullModule full = (FullModule) module;
        return full.tensors().stream().mapToDouble(DeltaNorm::squared).sum();
    }

    /** Whether a layer changes nothing; of a DoRA that cannot be known without the base. */
    static boolean isZero(AdapterModule module) {
        return module.magnitude().isEmpty() && squared(module) == 0;
    }

    private static double squared(Matrix matrix) {
        if (matrix instanceof Matrix.Product thin) {
            return product(thin.a(), thin.b(), thin.a().shape().get(1).intValue());
        }
        return squared(((Matrix.Whole) matrix).values());
    }

    private static double squared(HostTensor tensor) {
        double sum = 0;
        for (float value : tensor.values()) {
            sum += (double) value * value;
        }
        return sum;
    }

    /**
     * For up [outputs, rank] and down [rank, width]. Of a rank beyond what the weight can have, the product is the smaller
     * matter.
     */
    private static double product(HostTensor up, HostTensor down, int rank) {
        int width = down.values().length / rank;
        int outputs = up.values().length / rank;
        return rank <= Math.min(outputs, width)
                ? trace(up, down, rank, width)
                : multiplied(up.values(), down.values(), rank, width);
    }

    private static double trace(HostTensor up, HostTensor down, int rank, int width) {
        double trace = 0;
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j <= i; j++) {
                double product = rows(down.values(), width, i, j) * columns(up.values(), rank, i, j);
                trace += i == j ? product : 2 * product;
            }
        }
        return Math.max(0, trace);
    }

    /** The product itself, row by row: for a rank above one of its sides matrices of the rank's size would be larger. */
    private static double multiplied(float[] up, float[] down, int rank, int width) {
        double sum = 0;
        double[] values = new double[width];
        for (int from = 0; from < up.length; from += rank) {
            Arrays.fill(values, 0);
            for (int r = 0; r < rank; r++) {
                double factor = up[from + r];
                for (int k = 0; k < width; k++) {
                    values[k] += factor * down[r * width + k];
                }
            }
            for (double value : values) {
                sum += value * value;
            }
        }
        return sum;
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

    private static double hadamard(Matrix.Product first, Matrix.Product second) {
        double sum = 0;
        float[] left = new float[first.columns()];
        float[] right = new float[first.columns()];
        for (int row = 0; row < first.rows(); row++) {
            first.fillRow(row, left);
            second.fillRow(row, right);
            for (int k = 0; k < left.length; k++) {
                double value = (double) left[k] * right[k];
                sum += value * value;
            }
        }
        return sum;
    }
}
