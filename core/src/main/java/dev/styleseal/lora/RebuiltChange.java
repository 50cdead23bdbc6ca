package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * A change that is as large as the layer's weight. It is made for each use and freed behind it: kept, those of all layers
 * would need as much memory as the base in float32, and making one costs a few percent of applying it.
 */
record RebuiltChange(FrozenLayer layer, DeltaTensors tensors) implements Change {
    @Override
    public Tensor apply(Tensor x) {
        try (Scope scope = new Scope()) {
            return scope.keep(layer.apply(product(), x));
        }
    }

    @Override
    public Tensor product() {
        return tensors.delta().view_as(layer.weight());
    }
}
