package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A square convolution; weight [out, in, k, k], bias [out]. */
public record Conv2d(Tensor weight, TensorOptional bias, int stride, int padding) {
    /** x [B, in, H, W] to [B, out, H', W']. */
    public Tensor forward(Tensor x) {
        return torch.conv2d(
                x, weight, bias, new long[] {stride, stride}, new long[] {padding, padding}, new long[] {1, 1}, 1);
    }
}
