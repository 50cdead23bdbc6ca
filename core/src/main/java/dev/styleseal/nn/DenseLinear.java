package dev.styleseal.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** y = x Wᵀ + b, with weight [out, in] and bias [out] or none. */
record DenseLinear(Tensor weight, TensorOptional bias) implements FrozenLayer {
    @Override
    public Tensor forward(Tensor x) {
        return torch.linear(x.to(weight.scalar_type()), weight, bias);
    }

    @Override
    public Tensor apply(Tensor other, Tensor x) {
        return torch.linear(x.to(other.scalar_type()), other).to(x.scalar_type());
    }

    @Override
    public Tensor mixed(Tensor matrix, Tensor hidden) {
        return torch.linear(hidden, matrix);
    }

    @Override
    public Tensor addMixed(Tensor y, Tensor matrix, Tensor hidden, double scale) {
        return y.addmm_(hidden, matrix.t(), new Scalar(1.0), new Scalar(scale));
    }

    @Override
    public Tensor perChannel(Tensor values) {
        return values;
    }
}
