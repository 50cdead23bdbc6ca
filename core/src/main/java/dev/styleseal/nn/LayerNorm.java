package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Layer normalisation over the last dimension (Ba et al. 2016); weight and bias [width]. */
public record LayerNorm(int width, TensorOptional weight, TensorOptional bias, double eps) {
    /** x [.., width] to the same shape, in float32 whatever x is. */
    public Tensor forward(Tensor x) {
        return torch.layer_norm(x.to(ScalarType.Float), new long[] {width}, weight, bias, eps, true);
    }
}
