package dev.styleseal.nn;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * y = x Wᵀ + b, with weight [out, in] as it is kept and bias [out] or none.
 *
 * @param forms of the weights that this one belongs to
 */
record DenseLinear(Tensor weight, TensorOptional bias, Placement placement, WeightForms forms) implements FrozenLayer {
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};
    /**
     * Matrix libraries take so many rows at once. A product with fewer of them takes more time than one with as many, but half of it
     * where they lie along the other side.
     */
    private static final long NARROW = 16;

    @Override
    public FrozenLayer with(Tensor other) {
        return new DenseLinear(other, bias, placement, forms);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor ready = placement.forProduct(x);
        if (placement.isReady(weight)) {
            return product(ready, weight);
        }
        if (Graft.isNeeded(ready)) {
            // libtorch would remember the converted weight until the way back.
            return Graft.of(
                    ready, this::converted, gradient -> torch.matmul(gradient, forms.converted(weight, placement)));
        }
        return converted(ready);
    }

    private Tensor converted(Tensor x) {
        try (Scope scope = new Scope()) {
            return scope.keep(product(x, forms.converted(weight, placement)));
        }
    }

    private Tensor product(Tensor x, Tensor w) {
        long rows = x.numel() / x.size(-1);
        Kernel kernel = placement.kernels().kernel(KernelCase.linear(rows, w.size(1), w.size(0)));
        return kernel == Kernel.POINTWISE ? pointwise(x, w, rows) : torch.linear(x, w, bias);
    }

    /** The rows as a column of pixels. */
    private Tensor pointwise(Tensor x, Tensor w, long rows) {
        long[] shape = x.shape();
        shape[shape.length - 1] = w.size(0);
        Tensor pixels = x.reshape(1, rows, 1, -1).permute(0, 3, 1, 2); // [1, in, rows, 1], channels last
        return torch.conv2d(pixels, w.view(w.size(0), w.size(1), 1, 1), bias, ONE, ZERO, ONE, 1)
                .permute(0, 2, 3, 1)
                .reshape(shape);
    }

    @Override
    public Tensor apply(Tensor other, Tensor x) {
        Tensor ready = placement.forUse(other);
        Tensor same = x.to(ready.scalar_type());
        boolean narrow = x.dim() == 2 && other.size(0) < NARROW;
        // Its columns lie dense then, and libtorch has its gradient do so too.
        Tensor y = narrow ? torch.mm(ready, same.t()).t() : torch.linear(same, ready);
        return y.to(x.scalar_type());
    }

    @Override
    public Tensor mixed(Tensor matrix, Tensor hidden) {
        return torch.matmul(hidden, turned(matrix));
    }

    @Override
    public Tensor addMixed(Tensor y, Tensor matrix, Tensor hidden, double scale) {
        return y.addmm_(hidden, turned(matrix), new Scalar(1.0), new Scalar(scale));
    }

    /** [out, n] to [n, out]; copied where n is narrow, so that its gradient is made as it lies. */
    private static Tensor turned(Tensor matrix) {
        return matrix.size(1) < NARROW ? matrix.t().contiguous() : matrix.t();
    }

    @Override
    public Tensor perChannel(Tensor values) {
        return values;
    }
}
