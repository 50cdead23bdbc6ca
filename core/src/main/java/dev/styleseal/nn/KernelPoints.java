package dev.styleseal.nn;

import dev.styleseal.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The points of those kernels that are convolved by {@link Winograd}, shared by all networks over the same weights. Owns
 * its tensors until {@link #close}; used on the engine thread.
 */
public final class KernelPoints implements AutoCloseable {
    private final Map<String, Tensor> points = new HashMap<>();

    /** Those of a kernel [out, in, 3, 3], made at the first call. */
    Tensor of(String path, Tensor kernel) {
        return points.computeIfAbsent(path, missing -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                return Scope.own(Winograd.points(kernel.to(ScalarType.Float)));
            }
        });
    }

    /** Frees them; networks that convolve by them must not run afterwards. */
    @Override
    public void close() {
        points.values().forEach(Scope::release);
        points.clear();
    }
}
