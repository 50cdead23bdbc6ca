package dev.styleseal.file;

/** Products of all rows, or all columns, of a matrix with each other. */
final class Gram {
    /** Columns taken at a time, so that this part of all rows stays in a core's cache. */
    private static final int STRIP = 256;

    private Gram() {}

    /** [rows, rows]. */
    static double[][] ofRows(float[] matrix, int rows) {
        int width = matrix.length / rows;
        double[][] gram = new double[rows][rows];
        for (int from = 0; from < width; from += STRIP) {
            int count = Math.min(STRIP, width - from);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j <= i; j++) {
                    gram[i][j] += product(matrix, i * width + from, j * width + from, count);
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    /** [columns, columns]. */
    static double[][] ofColumns(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        float[] turned = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = matrix[row * columns + column];
            }
        }
        return ofRows(turned, columns);
    }

    /** Four sums, since each addition would wait for the one before. */
    private static double product(float[] matrix, int a, int b, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            first += (double) matrix[a + k] * matrix[b + k];
            second += (double) matrix[a + k + 1] * matrix[b + k + 1];
            third += (double) matrix[a + k + 2] * matrix[b + k + 2];
            fourth += (double) matrix[a + k + 3] * matrix[b + k + 3];
        }
        for (; k < count; k++) {
            first += (double) matrix[a + k] * matrix[b + k];
        }
        return first + second + third + fourth;
    }
}
