package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import org.bytedeco.pytorch.Tensor;

/** What an adapter adds to the weight of one layer, before a scale and before lengths are set. */
interface Change {
    FrozenLayer layer();

    /** It, in place of the layer's weight, on x: [N, out] or [B, out, H', W']. */
    Tensor apply(Tensor x);

    /** It in the shape of the layer's weight, without a way back for gradients. */
    Tensor product();
}
