package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;

/** What one adapter adds to the output of one frozen layer. */
@FunctionalInterface
public interface Update {
    /**
     * Adds it.
     *
     * @param y what the layer and earlier updates gave, [N, out] or [B, out, H', W']; may be overwritten
     * @param x what came in, [N, in] or [B, in, H, W]
     * @return of the shape of {@code y}
     */
    Tensor addTo(Tensor y, Tensor x);

    /** Whether it can change the layer's weight instead. */
    default boolean canMerge() {
        return false;
    }

    /**
     * Changes a weight so that the layer gives with it what {@link #addTo} would have added; only where it can.
     *
     * @param weight a copy of the layer's, into which earlier updates were merged already; is written to
     */
    default void mergeInto(Tensor weight) {
        throw new IllegalStateException("this update changes no weight");
    }
}
