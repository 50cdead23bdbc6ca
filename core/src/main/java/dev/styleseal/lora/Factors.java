package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import org.bytedeco.pytorch.Tensor;

/**
 * The two factors of an update to one layer.
 *
 * @param a [rank, in] or [rank, in, k, k]; a convolution moves as the layer does
 * @param b [out, rank] or [out, rank, 1, 1]
 */
record Factors(FrozenLayer layer, Tensor a, Tensor b) implements Change {
    /** A x: [N, rank] or [B, rank, H', W']. */
    Tensor hidden(Tensor x) {
        return layer.apply(a, x);
    }

    @Override
    public Tensor apply(Tensor x) {
        return layer.mixed(b, hidden(x));
    }

    @Override
    public Tensor product() {
        return b.detach().flatten(1, -1).matmul(a.detach().flatten(1, -1)).view_as(layer.weight());
    }
}
