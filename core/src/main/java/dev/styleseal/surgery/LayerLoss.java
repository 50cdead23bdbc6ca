package dev.styleseal.surgery;

/**
 * What a layer lost when its rank became smaller.
 *
 * @param path of the layer
 * @param before number of directions it had
 * @param after number it has now; 0 if it was left out
 * @param norm Frobenius norm of its change before, lengths of a DoRA aside
 * @param lost Frobenius norm of the difference between its change before and after, the least that its rank allows
 * @param way what was done to it
 */
public record LayerLoss(String path, int before, int after, double norm, double lost, Way way) {
    /** What was done to a layer. */
    public enum Way {
        /** Its best approximation was taken. */
        REDUCED,
        /** Its rank is allowed; it is as it was, bit for bit. */
        UNCHANGED,
        /** A LoRA cannot hold it, such as a norm or a bias; it is as it was. */
        NOT_LOW_RANK,
        /** Nothing is left of it. */
        LEFT_OUT
    }

    /** The share of the norm that was lost, 0 to 1. */
    public double relative() {
        return norm == 0 ? 0 : lost / norm;
    }
}
