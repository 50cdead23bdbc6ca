package dev.styleseal.nn;

import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Values times GELU of gates: the middle of GEGLU (Shazeer 2020, "GLU Variants Improve Transformer"). On the CPU what came in is
 * all that is remembered for the way back, and its gradient is written once; libtorch would remember the GELU too, and lay each half
 * of the gradient into zeros before it adds them.
 */
public final class GatedGelu {
    private GatedGelu() {}

    /** x [.., 2 n], values and then gates, to [.., n]. */
    public static Tensor of(Tensor x) {
        return Graft.isNeeded(x) && x.is_cpu()
                ? Graft.remembering(x, GatedGelu::forward, GatedGelu::backward)
                : plain(x);
    }

    private static Tensor plain(Tensor x) {
        return values(x).mul(torch.gelu(gates(x)));
    }

    private static Tensor forward(Tensor x) {
        try (Scope scope = new Scope()) {
            return scope.keep(torch.gelu(gates(x)).mul_(values(x)));
        }
    }

    private static Tensor backward(Tensor x, Tensor gradient) {
        try (Scope scope = new Scope()) {
            Tensor result = torch.empty_like(x);
            torch.mul_out(values(result), gradient, torch.gelu(gates(x)));
            torch.gelu_backward_out(gates(result), gradient.mul(values(x)), gates(x));
            return scope.keep(result);
        }
    }

    private static Tensor values(Tensor x) {
        return x.narrow(-1, 0, x.size(-1) / 2);
    }

    private static Tensor gates(Tensor x) {
        long half = x.size(-1) / 2;
        return x.narrow(-1, half, half);
    }
}
