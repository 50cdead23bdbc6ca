package dev.styleseal.surgery;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How two seals meet in one layer.
 *
 * @param path of the layer
 * @param left share of the smaller space of outputs that lies in the other: the mean of the squared cosines of the
 *     principal angles between the column spaces (Bjorck and Golub 1973), 0 to 1
 * @param right the same of the spaces of inputs
 * @param outputs likeness of what is written, directions counted by their energy: cosine between U diag(s^2) U' of both,
 *     0 to 1
 * @param inputs the same of what is read
 * @param product sum of the products of all elements of both changes
 * @param normA Frobenius norm of the first change
 * @param normB Frobenius norm of the second change
 */
public record LayerOverlap(
        String path,
        double left,
        double right,
        double outputs,
        double inputs,
        double product,
        double normA,
        double normB) {
    /** Directions fainter than this share of the strongest are rounding. */
    private static final double FAINT = 1e-6;

    /** One side, its directions that count. */
    private record Side(Tensor u, Tensor v, List<Double> values) {
        static Side of(AdapterModule module) {
            Decomposition decomposition = Decomposition.of(module);
            Spectrum spectrum = decomposition.spectrum();
            int rank = Math.max(1, spectrum.above(FAINT));
            return new Side(
                    decomposition.left(rank),
                    decomposition.right(rank),
                    spectrum.values().subList(0, Math.min(rank, spectrum.size())));
        }

        double norm() {
            return Math.sqrt(powers(1));
        }

        /** Sum of the values to the power of 2 * {@code half}. */
        double powers(int half) {
            double sum = 0;
            for (double value : values) {
                sum += Math.pow(value * value, half);
            }
            return sum;
        }
    }

    /** Compares two changes of one layer; lengths of a DoRA aside. On the engine thread. */
    static LayerOverlap of(AdapterModule a, AdapterModule b) {
        try (Scope scope = new Scope()) {
            Side one = Side.of(a);
            Side two = Side.of(b);
            double[] left = Doubles.of(one.u.t().matmul(two.u)); // [rank of a, rank of b]
            double[] right = Doubles.of(one.v.matmul(two.v.t()));
            int small = Math.min(one.values.size(), two.values.size());
            double squaresLeft = 0;
            double squaresRight = 0;
            double outputs = 0;
            double inputs = 0;
            double product = 0;
            for (int i = 0; i < one.values.size(); i++) {
                for (int j = 0; j < two.values.size(); j++) {
                    int at = i * two.values.size() + j;
                    double strength = one.values.get(i) * two.values.get(j);
                    squaresLeft += left[at] * left[at];
                    squaresRight += right[at] * right[at];
                    outputs += strength * strength * left[at] * left[at];
                    inputs += strength * strength * right[at] * right[at];
                    product += strength * left[at] * right[at];
                }
            }
            double energies = Math.sqrt(one.powers(2) * two.powers(2));
            return new LayerOverlap(
                    a.path(),
                    squaresLeft / small,
                    squaresRight / small,
                    energies == 0 ? 0 : outputs / energies,
                    energies == 0 ? 0 : inputs / energies,
                    product,
                    one.norm(),
                    two.norm());
        }
    }

    /** Cosine between both changes as vectors, -1 to 1. */
    public double cosine() {
        return normA * normB == 0 ? 0 : product / (normA * normB);
    }

    /** How much both work at the same place: they read alike and write alike, 0 to 1. */
    public double meeting() {
        return Math.sqrt(inputs * outputs);
    }
}
