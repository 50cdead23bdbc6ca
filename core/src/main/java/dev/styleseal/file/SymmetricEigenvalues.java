package dev.styleseal.file;

import java.util.Arrays;

/**
 * Eigenvalues of small symmetric matrices, so that a seal can be looked at without libtorch: Householder's reflections to
 * a tridiagonal matrix, then bisection by counting signs of its Sturm sequence (Golub and Van Loan, Matrix Computations,
 * sections 8.3.1 and 8.4.1). Right to the rounding of the largest.
 */
final class SymmetricEigenvalues {
    private static final double ROUNDING = Math.ulp(1.0);

    private SymmetricEigenvalues() {}

    /**
     * All of them, largest first.
     *
     * @param matrix symmetric; written over
     */
    static double[] of(double[][] matrix) {
        int n = matrix.length;
        double[] squares = new double[n]; // of the numbers beside the diagonal; [i] is beside [i - 1]
        for (int k = 0; k < n - 2; k++) {
            reflect(matrix, k);
        }
        double[] diagonal = new double[n];
        double bound = 0;
        for (int i = 0; i < n; i++) {
            diagonal[i] = matrix[i][i];
            double before = i == 0 ? 0 : matrix[i][i - 1];
            squares[i] = before * before;
            double behind = i == n - 1 ? 0 : matrix[i + 1][i];
            bound = Math.max(bound, Math.abs(diagonal[i]) + Math.abs(before) + Math.abs(behind));
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double top = i == 0 ? bound : values[i - 1];
            values[i] = bisected(diagonal, squares, n - 1 - i, -bound, top + ROUNDING * bound);
        }
        return values;
    }

    /** Makes column {@code k} zero below the number beside the diagonal. */
    private static void reflect(double[][] a, int k) {
        int n = a.length;
        double[] v = new double[n];
        double length = 0;
        for (int i = k + 1; i < n; i++) {
            v[i] = a[i][k];
            length += v[i] * v[i];
        }
        double beside = v[k + 1] > 0 ? -Math.sqrt(length) : Math.sqrt(length);
        double norm = 2 * (length - beside * v[k + 1]); // of v, squared, once its first number is changed
        if (norm == 0) {
            return;
        }
        v[k + 1] -= beside;
        double scale = 2 / norm;
        double[] p = new double[n];
        double overlap = 0;
        for (int i = k + 1; i < n; i++) {
            p[i] = scale * product(a[i], v, k + 1);
            overlap += p[i] * v[i];
        }
        for (int i = k + 1; i < n; i++) {
            p[i] -= overlap * scale / 2 * v[i];
        }
        for (int i = k + 1; i < n; i++) {
            for (int j = k + 1; j < n; j++) {
                a[i][j] -= v[i] * p[j] + p[i] * v[j];
            }
        }
        Arrays.fill(a[k], k + 1, n, 0);
        for (int i = k + 1; i < n; i++) {
            a[i][k] = 0;
        }
        a[k + 1][k] = beside;
        a[k][k + 1] = beside;
    }

    /** Of what stands from an index on; in four sums, since each addition would wait for the one before. */
    private static double product(double[] a, double[] b, int from) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int j = from;
        for (; j + 3 < a.length; j += 4) {
            first += a[j] * b[j];
            second += a[j + 1] * b[j + 1];
            third += a[j + 2] * b[j + 2];
            fourth += a[j + 3] * b[j + 3];
        }
        for (; j < a.length; j++) {
            first += a[j] * b[j];
        }
        return first + second + third + fourth;
    }

    /** The eigenvalue that has {@code smaller} others below it. */
    private static double bisected(double[] diagonal, double[] squares, int smaller, double low, double high) {
        double a = low;
        double b = high;
        double close = 2 * ROUNDING * Math.max(Math.abs(low), Math.abs(high));
        while (b - a > close) {
            double middle = a + (b - a) / 2;
            if (below(diagonal, squares, middle) > smaller) {
                b = middle;
            } else {
                a = middle;
            }
        }
        return a + (b - a) / 2;
    }

    /** How many eigenvalues are smaller than {@code x}. */
    private static int below(double[] diagonal, double[] squares, double x) {
        int count = 0;
        double q = 1;
        for (int i = 0; i < diagonal.length; i++) {
            q = diagonal[i] - x - (i == 0 ? 0 : squares[i] / q);
            if (q == 0) {
                q = Double.MIN_NORMAL; // beside the eigenvalue of a part, where the sequence would break off
            }
            count += q < 0 ? 1 : 0;
        }
        return count;
    }
}
