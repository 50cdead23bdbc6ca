package dev.styleseal.diffusion;

/** A few linear equations, by elimination with the largest pivot. */
final class LinearEquations {
    private LinearEquations() {}

    /** The unknowns; each row holds the coefficients of an equation and its right side. The rows are overwritten. */
    static float[] solve(double[][] rows) {
        int size = rows.length;
        for (int column = 0; column < size; column++) {
            int pivot = column;
            for (int row = column; row < size; row++) {
                pivot = Math.abs(rows[row][column]) > Math.abs(rows[pivot][column]) ? row : pivot;
            }
            double[] chosen = rows[pivot];
            rows[pivot] = rows[column];
            rows[column] = chosen;
            for (int row = 0; row < size; row++) {
                double factor = row == column ? 0 : rows[row][column] / chosen[column];
                for (int k = column; k <= size; k++) {
                    rows[row][k] -= factor * chosen[k];
                }
            }
        }
        float[] unknowns = new float[size];
        for (int i = 0; i < size; i++) {
            unknowns[i] = (float) (rows[i][size] / rows[i][i]);
        }
        return unknowns;
    }
}
