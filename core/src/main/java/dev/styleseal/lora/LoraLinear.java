package dev.styleseal.lora;

import static org.bytedeco.pytorch.global.torch.linear;

import dev.styleseal.nn.Linear;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen projection plus a low-rank update: base(x) + scale B A dropout(x).
 *
 * <p>Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1. B starts at zero, so a fresh
 * adapter leaves the output unchanged.
 */
final class LoraLinear implements Linear {
    private final Linear base;
    private final Tensor a; // [rank, in]
    private final Tensor b; // [out, rank]
    private final double scale;
    private final LoraDropout dropout;

    LoraLinear(Linear base, Tensor a, Tensor b, double scale, LoraDropout dropout) {
        this.base = base;
        this.a = a;
        this.b = b;
        this.scale = scale;
        this.dropout = dropout;
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.dim() != 2) {
            long[] shape = x.shape();
            shape[shape.length - 1] = -1;
            return forward(x.reshape(-1, x.size(-1))).reshape(shape);
        }
        Tensor y = base.forward(x);
        // In place, because linear keeps its input and not its output for the way back: one large tensor less.
        y.addmm_(linear(dropout.apply(x), a), b.t(), new Scalar(1.0), new Scalar(scale));
        return y;
    }
}
