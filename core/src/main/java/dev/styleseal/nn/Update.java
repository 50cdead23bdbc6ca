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
}
