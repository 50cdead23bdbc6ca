package dev.styleseal.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A square convolution; weight [out, in, k, k], bias [out]. */
record DenseConv2d(Tensor weight, TensorOptional bias, int stride, int padding) implements FrozenLayer {
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    @Override
    public Tensor forward(Tensor x) {
        return convolved(x.to(weight.scalar_type()), weight, bias);
    }

    @Override
    public Tensor apply(Tensor other, Tensor x) {
        return convolved(x.to(other.scalar_type()), other, new TensorOptional()).to(x.scalar_type());
    }

    private Tensor convolved(Tensor x, Tensor by, TensorOptional shift) {
        return torch.conv2d(
                x, by, shift, new long[] {stride, stride}, new long[] {padding, padding}, new long[] {1, 1}, 1);
    }

    @Override
    public Tensor mixed(Tensor matrix, Tensor hidden) {
        return torch.conv2d(hidden, matrix, new TensorOptional(), ONE, ZERO, ONE, 1);
    }

    @Override
    public Tensor addMixed(Tensor y, Tensor matrix, Tensor hidden, double scale) {
        return y.add_(mixed(matrix, hidden), new Scalar(scale));
    }

    @Override
    public Tensor perChannel(Tensor values) {
        return values.view(1, -1, 1, 1);
    }
}
