package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** y = x Wᵀ + b, with weight [out, in] and bias [out] or none. */
record DenseLinear(Tensor weight, TensorOptional bias) implements Linear {
    @Override
    public Tensor forward(Tensor x) {
        return torch.linear(x, weight, bias);
    }
}
