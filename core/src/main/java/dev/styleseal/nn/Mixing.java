package dev.styleseal.nn;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Placement;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The core of attention, softmax(q kᵀ / sqrt(d)) v, by the kernel that the plan has for it. */
record Mixing(Placement placement) {
    /** Queries of a chunk. */
    private static final long CHUNK = 512;

    /** q [B, heads, T, d], k and v [B, heads, S, d] to [B, heads, T, d]. */
    Tensor of(Tensor q, Tensor k, Tensor v, boolean causal) {
        if (causal) {
            return fused(q, k, v, true);
        }
        return switch (kernel(q, k)) {
            case PLAIN -> plain(q, k, v);
            case CHUNKED -> chunked(q, k, v);
            case EXACT ->
                fused(q.to(ScalarType.Float), k.to(ScalarType.Float), v.to(ScalarType.Float), false)
                        .to(q.scalar_type());
            default -> fused(q, k, v, false);
        };
    }

    private Kernel kernel(Tensor q, Tensor k) {
        KernelCase here = KernelCase.attention(q.size(0) * q.size(2), k.size(2), q.size(3));
        // libtorch's flash attention is ten times slower in 16 bits than in 32 on processors.
        boolean isSlow = placement.isCpu() && q.scalar_type().intern() != ScalarType.Float;
        return placement.kernels().chosen(here).orElse(isSlow ? Kernel.EXACT : Kernel.FUSED);
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, boolean causal) {
        return torch.scaled_dot_product_attention(
                q, k, v, new TensorOptional(), 0.0, causal, new DoubleOptional(), false);
    }

    private static Tensor plain(Tensor q, Tensor k, Tensor v) {
        Tensor scaled = q.mul(new Scalar(1 / Math.sqrt((double) q.size(3))));
        return torch.matmul(torch.softmax(torch.matmul(scaled, k.transpose(-2, -1)), -1), v);
    }

    private static Tensor chunked(Tensor q, Tensor k, Tensor v) {
        TensorVector chunks = new TensorVector();
        for (long at = 0; at < q.size(2); at += CHUNK) {
            chunks.push_back(plain(q.narrow(2, at, Math.min(CHUNK, q.size(2) - at)), k, v));
        }
        return torch.cat(chunks, 2);
    }
}
