package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Singular values of what layers have learnt, from small matrices: those of up * down are the roots of the eigenvalues of
 * (up' up)(down down'), made symmetric by a Cholesky factor of the first. A LoHa is a product of rank squared (the
 * products of all pairs of columns) or is multiplied out where that is less, a LoKr's values are all products of those of its two matrices.
 */
final class Spectra {
    /** Side of the largest matrix whose eigenvalues a quick look finds: beyond, it would take minutes. */
    static final int QUICK = 512;

    /** Whatever it takes: some seconds for each large layer. */
    static final int THOROUGH = Integer.MAX_VALUE;

    /** Below this share of the largest a pivot is rounding. */
    private static final double FAINT = 1e-13;

    private final int largest;

    private Spectra(int largest) {
        this.largest = largest;
    }

    /**
     * The singular values of a change, lengths of a DoRA and biases aside; nothing for norms and biases alone, and where they
     * would take too long.
     *
     * @param largest side of a matrix whose eigenvalues are looked for
     */
    static Optional<Spectrum> of(AdapterModule module, int largest) {
        return new Spectra(largest).of(module);
    }

    private Optional<Spectrum> of(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return of(biased.lora());
        }
        if (module instanceof LoraModule lora) {
            return product(lora.up().values(), lora.down().values(), lora.rank(), lora.outputs())
                    .map(values -> spectrum(values, Math.abs(lora.scale())));
        }
        if (module instanceof LohaModule loha) {
            return hadamard(loha.first(), loha.second()).map(values -> spectrum(values, Math.abs(loha.scale())));
        }
        if (module instanceof LokrModule lokr) {
            return values(lokr.first())
                    .flatMap(first -> values(lokr.second())
                            .map(second -> spectrum(products(first, second), Math.abs(lokr.scale()))));
        }
        return ((FullModule) module)
                .weight()
                .filter(weight -> weight.shape().size() > 1)
                .flatMap(this::whole)
                .map(values -> spectrum(values, 1));
    }

    private static Spectrum spectrum(List<Double> values, double scale) {
        return new Spectrum(values.stream()
                .map(value -> value * scale)
                .sorted(Comparator.reverseOrder())
                .toList());
    }

    private static List<Double> products(List<Double> first, List<Double> second) {
        List<Double> products = new ArrayList<>();
        first.forEach(a -> second.forEach(b -> products.add(a * b)));
        return products;
    }

    private Optional<List<Double>> values(Matrix matrix) {
        if (matrix instanceof Matrix.Product thin) {
            int rank = thin.rank().orElseThrow();
            return product(thin.a().values(), thin.b().values(), rank, thin.rows());
        }
        return whole(((Matrix.Whole) matrix).values());
    }

    /** Of a matrix of several dimensions, all but the first being columns. */
    private Optional<List<Double>> whole(HostTensor tensor) {
        int rows = Math.toIntExact(tensor.shape().get(0));
        int columns = rows == 0 ? 0 : tensor.values().length / rows;
        if (Math.min(rows, columns) > largest || columns == 0) {
            return Optional.empty();
        }
        double[][] gram =
                rows <= columns ? Gram.ofRows(tensor.values(), rows) : Gram.ofColumns(tensor.values(), columns);
        return Optional.of(roots(SymmetricEigenvalues.of(gram), Math.min(rows, columns)));
    }

    private Optional<List<Double>> hadamard(Matrix.Product first, Matrix.Product second) {
        int one = first.rank().orElseThrow();
        int two = second.rank().orElseThrow();
        int rows = first.rows();
        int columns = first.columns();
        if ((long) one * two > Math.min(rows, columns)) {
            return multipliedOut(first, second);
        }
        int rank = one * two;
        if (rank > largest) {
            return Optional.empty();
        }
        float[] up = new float[rows * rank];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < rank; i++) {
                up[row * rank + i] =
                        first.a().values()[row * one + i / two] * second.a().values()[row * two + i % two];
            }
        }
        float[] down = new float[rank * columns];
        for (int i = 0; i < rank; i++) {
            for (int k = 0; k < columns; k++) {
                down[i * columns + k] =
                        first.b().values()[i / two * columns + k] * second.b().values()[i % two * columns + k];
            }
        }
        return product(up, down, rank, rows);
    }

    private Optional<List<Double>> multipliedOut(Matrix.Product first, Matrix.Product second) {
        int rows = first.rows();
        int columns = first.columns();
        if (Math.min(rows, columns) > largest) {
            return Optional.empty();
        }
        float[] whole = new float[Math.multiplyExact(rows, columns)];
        float[] left = new float[columns];
        float[] right = new float[columns];
        for (int row = 0; row < rows; row++) {
            first.fillRow(row, left);
            second.fillRow(row, right);
            for (int k = 0; k < columns; k++) {
                whole[row * columns + k] = left[k] * right[k];
            }
        }
        return whole(HostTensor.of(whole, rows, columns));
    }

    /** For up [rows, rank] and down [rank, columns]. */
    private Optional<List<Double>> product(float[] up, float[] down, int rank, int rows) {
        if (rank > largest) {
            return Optional.empty();
        }
        double[][] factor = cholesky(Gram.ofColumns(up, rank)); // up' up = L L'
        double[][] middle = Gram.ofRows(down, rank);
        double[][] symmetric = new double[rank][rank]; // L' down down' L
        double[][] half = new double[rank][rank];
        for (int i = 0; i < rank; i++) {
            for (int k = 0; k < rank; k++) {
                for (int j = 0; j <= k; j++) {
                    half[i][j] += middle[i][k] * factor[k][j];
                }
            }
        }
        for (int k = 0; k < rank; k++) {
            for (int i = 0; i <= k; i++) {
                for (int j = 0; j < rank; j++) {
                    symmetric[i][j] += factor[k][i] * half[k][j];
                }
            }
        }
        int most = Math.min(rank, Math.min(rows, down.length / rank));
        return Optional.of(roots(SymmetricEigenvalues.of(symmetric), most));
    }

    private static List<Double> roots(double[] eigenvalues, int most) {
        List<Double> roots = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            roots.add(Math.sqrt(Math.max(0, eigenvalues[i])));
        }
        return roots;
    }

    /** The lower factor of a matrix without negative eigenvalues; where it has none above rounding, a column is zero. */
    private static double[][] cholesky(double[][] gram) {
        int n = gram.length;
        double[][] lower = new double[n][n];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, gram[i][i]);
        }
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double rest = gram[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                if (i == j) {
                    lower[j][j] = rest > FAINT * largest ? Math.sqrt(rest) : 0;
                } else if (lower[j][j] > 0) {
                    lower[i][j] = rest / lower[j][j];
                }
            }
        }
        return lower;
    }
}
