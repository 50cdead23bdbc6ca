package dev.styleseal.surgery;

import dev.styleseal.file.Block;
import java.util.List;

/**
 * How two seals meet in one block: means over its layers, each counted by the product of both norms.
 *
 * @param block which
 * @param layers number of layers that both change
 * @param left as in {@link LayerOverlap}
 * @param right as in {@link LayerOverlap}
 * @param meeting how much both work at the same places, 0 to 1
 * @param cosine between both changes to the block as vectors, -1 to 1
 * @param shareA share of the first seal's energy that lies in these layers, 0 to 1
 * @param shareB share of the second seal's energy
 */
public record BlockOverlap(
        Block block,
        int layers,
        double left,
        double right,
        double meeting,
        double cosine,
        double shareA,
        double shareB) {
    private static final double FREE = 0.1;
    private static final double STRONG = 0.3;
    private static final double ALIKE = 0.2;

    /** What is to be expected when both are worn. */
    public enum Prospect {
        /** They work at different places. */
        INDEPENDENT,
        /** They meet here and there. */
        SOME,
        /** They do the same: together they do it twice. */
        DOUBLE,
        /** They undo each other. */
        AGAINST,
        /** They answer the same inputs in the same outputs, each in its way: one blurs the other. */
        BLUR
    }

    static BlockOverlap of(Block block, List<LayerOverlap> layers, double energyA, double energyB) {
        double weights = 0;
        double left = 0;
        double right = 0;
        double meeting = 0;
        double product = 0;
        double a = 0;
        double b = 0;
        for (LayerOverlap layer : layers) {
            double weight = layer.normA() * layer.normB();
            weights += weight;
            left += weight * layer.left();
            right += weight * layer.right();
            meeting += weight * layer.meeting();
            product += layer.product();
            a += layer.normA() * layer.normA();
            b += layer.normB() * layer.normB();
        }
        double all = weights == 0 ? 1 : weights;
        return new BlockOverlap(
                block,
                layers.size(),
                left / all,
                right / all,
                meeting / all,
                a * b == 0 ? 0 : product / Math.sqrt(a * b),
                energyA == 0 ? 0 : a / energyA,
                energyB == 0 ? 0 : b / energyB);
    }

    /** What the figures mean: strong from a meeting of 0.3, none below 0.1; alike or opposed from a cosine of 0.2. */
    public Prospect prospect() {
        if (meeting < FREE) {
            return Prospect.INDEPENDENT;
        }
        if (Math.abs(cosine) >= ALIKE) {
            return cosine > 0 ? Prospect.DOUBLE : Prospect.AGAINST;
        }
        return meeting < STRONG ? Prospect.SOME : Prospect.BLUR;
    }
}
