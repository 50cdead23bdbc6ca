package dev.styleseal.nn;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A square convolution; weight [out, in, k, k] as it is kept, bias [out].
 *
 * @param forms of the weights that this one belongs to
 */
record DenseConv2d(Tensor weight, TensorOptional bias, int stride, int padding, Placement placement, WeightForms forms)
        implements FrozenLayer {
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    @Override
    public FrozenLayer with(Tensor other) {
        return new DenseConv2d(other, bias, stride, padding, placement, forms);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor ready = placement.forProduct(x);
        if (isWinograd(ready)) {
            return throughPoints(ready.contiguous(torch.MemoryFormat.ChannelsLast));
        }
        if (placement.isReady(weight)) {
            return convolved(ready, weight, bias);
        }
        if (Graft.isNeeded(ready)) {
            // libtorch would remember the converted weight until the way back.
            long[] shape = ready.shape(); // the tensor itself may be gone by then
            boolean channelsLast = ready.is_contiguous(torch.MemoryFormat.ChannelsLast);
            return Graft.of(
                            ready,
                            pixels -> converted(pixels).permute(0, 2, 3, 1).contiguous(),
                            gradient -> backward(gradient, outline(shape, channelsLast)))
                    .permute(0, 3, 1, 2);
        }
        return converted(ready);
    }

    private boolean isWinograd(Tensor x) {
        return weight.size(2) == 3
                && stride == 1
                && padding == 1
                && Winograd.fits(x)
                && placement
                                .kernels()
                                .kernel(KernelCase.convolution(
                                        x.size(0) * x.size(2) * x.size(3), weight.size(1), weight.size(0)))
                        == Kernel.WINOGRAD;
    }

    private Tensor throughPoints(Tensor x) {
        Tensor y = Graft.isNeeded(x)
                ? Graft.of(
                        x,
                        pixels -> byPoints(kernel -> Winograd.forward(pixels, kernel, bias)),
                        gradient -> byPoints(kernel -> Winograd.backward(gradient, kernel)))
                : byPoints(kernel -> Winograd.forward(x, kernel, bias));
        return y.permute(0, 3, 1, 2);
    }

    private Tensor byPoints(UnaryOperator<Tensor> product) {
        try (Scope scope = new Scope()) {
            return scope.keep(product.apply(forms.points(placement.forUse(weight))));
        }
    }

    private Tensor converted(Tensor x) {
        try (Scope scope = new Scope()) {
            return scope.keep(convolved(x, forms.converted(weight, placement), bias));
        }
    }

    /**
     * The gradient of what went in, by the very kernel that libtorch takes for a weight that it remembers.
     *
     * @param gradient of what came out, [B, H', W', out]
     * @param like of the shape and layout of what went in, [B, in, H, W], which is all that the kernel wants of it
     */
    private Tensor backward(Tensor gradient, Tensor like) {
        return new Tensor(torch.convolution_backward(
                        gradient.permute(0, 3, 1, 2),
                        like,
                        forms.converted(weight, placement),
                        new LongArrayRefOptional(),
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        ONE,
                        false,
                        ZERO,
                        1,
                        new BoolPointer(3).put(0, true).put(1, false).put(2, false)) // of the input alone
                .get0()); // in hands of its own, which the triple takes with it
    }

    private static Tensor outline(long[] shape, boolean channelsLast) {
        Tensor like = torch.empty(shape);
        return channelsLast ? like.contiguous(torch.MemoryFormat.ChannelsLast) : like;
    }

    @Override
    public Tensor apply(Tensor other, Tensor x) {
        Tensor ready = placement.forUse(other);
        return convolved(x.to(ready.scalar_type()), ready, new TensorOptional()).to(x.scalar_type());
    }

    private Tensor convolved(Tensor x, Tensor by, TensorOptional shift) {
        return torch.conv2d(x, by, shift, new long[] {stride, stride}, new long[] {padding, padding}, ONE, 1);
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
