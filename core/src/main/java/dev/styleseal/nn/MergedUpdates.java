package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * Updates that were merged into a copy of the layer's weight: the first of a layer's, in whose place the layer stands.
 *
 * @param layer the frozen one with that weight
 */
public record MergedUpdates(FrozenLayer layer) implements Update {
    @Override
    public Tensor addTo(Tensor y, Tensor x) {
        return layer.forward(x); // all of y with the updates
    }
}
