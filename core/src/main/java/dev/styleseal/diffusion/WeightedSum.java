package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Sums of tensors with weights, each product rounded before it is added, as PyTorch computes {@code a * x + b * y}. */
final class WeightedSum {
    private WeightedSum() {}

    static Tensor of(float a, Tensor x, float b, Tensor y) {
        try (Scope scope = new Scope()) {
            return scope.keep(x.mul(new Scalar(a)).add(y.mul(new Scalar(b))));
        }
    }

    static Tensor of(float a, Tensor x, float b, Tensor y, float c, Tensor z) {
        try (Scope scope = new Scope()) {
            return scope.keep(of(a, x, b, y).add(z.mul(new Scalar(c))));
        }
    }
}
