package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Group normalisation (Wu and He 2018); weight and bias [channels]. */
public record GroupNorm(int groups, TensorOptional weight, TensorOptional bias, double eps) {
    /** x [B, channels, H, W] to the same shape, in float32 whatever x is. */
    public Tensor forward(Tensor x) {
        return torch.group_norm(x.to(ScalarType.Float), groups, weight, bias, eps, true);
    }
}
