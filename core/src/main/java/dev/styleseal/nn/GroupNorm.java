package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Group normalisation (Wu and He 2018). */
public final class GroupNorm {
    private final int groups;
    private final TensorOptional weight; // [channels], that of the scale
    private final double eps;
    private final AdaptedLayer scale;

    GroupNorm(int groups, TensorOptional weight, double eps, AdaptedLayer scale) {
        this.groups = groups;
        this.weight = weight;
        this.eps = eps;
        this.scale = scale;
    }

    /** x [B, channels, H, W] to the same shape, in float32 whatever x is. */
    public Tensor forward(Tensor x) {
        Tensor exact = x.to(ScalarType.Float);
        if (scale.updates().isEmpty()) {
            return torch.group_norm(exact, groups, weight, scale.frozen().bias(), eps, true);
        }
        return scale.forward(torch.group_norm(exact, groups, new TensorOptional(), new TensorOptional(), eps, true));
    }
}
