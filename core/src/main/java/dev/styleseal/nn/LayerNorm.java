package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Layer normalisation over the last dimension (Ba et al. 2016). */
public final class LayerNorm {
    private final long[] width;
    private final TensorOptional weight; // [width], that of the scale
    private final double eps;
    private final AdaptedLayer scale;

    LayerNorm(int width, TensorOptional weight, double eps, AdaptedLayer scale) {
        this.width = new long[] {width};
        this.weight = weight;
        this.eps = eps;
        this.scale = scale;
    }

    /** x [.., width] to the same shape, in float32 whatever x is. */
    public Tensor forward(Tensor x) {
        Tensor exact = x.to(ScalarType.Float);
        if (scale.updates().isEmpty()) {
            return torch.layer_norm(exact, width, weight, scale.frozen().bias(), eps, true);
        }
        return scale.forward(torch.layer_norm(exact, width, new TensorOptional(), new TensorOptional(), eps, true));
    }
}
