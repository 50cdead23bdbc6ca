package dev.styleseal.nn;

import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What weights are computed with instead of the form in which they are kept, shared by all networks over the same weights:
 * the points of kernels that are convolved by {@link Winograd}, and one place for a matrix that is converted for a single
 * product. Owns its tensors until {@link #close}; used on the engine thread.
 */
public final class WeightForms implements AutoCloseable {
    private final Map<String, Tensor> points = new HashMap<>();
    private @Nullable Tensor room; // [N], for the largest matrix that was converted

    /** The points of a kernel [out, in, 3, 3], made at the first call. */
    Tensor points(String path, Tensor kernel) {
        return points.computeIfAbsent(path, missing -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                return Scope.own(Winograd.points(kernel.to(ScalarType.Float)));
            }
        });
    }

    /**
     * A matrix in the type of products, in the scope open at the call and good until the next is converted. All share one
     * place: a place for each would lie between what the way back remembers, and leave holes in the heap.
     */
    Tensor converted(Tensor matrix, Placement placement) {
        Tensor place = room;
        if (place == null || place.numel() < matrix.numel()) {
            if (place != null) {
                Scope.release(place);
            }
            try (Scope scope = new Scope()) {
                place = Scope.own(placement.roomForProducts(matrix.numel()));
            }
            room = place;
        }
        return place.as_strided(matrix.sizes(), matrix.strides(), new LongOptional(0))
                .copy_(matrix);
    }

    /** Frees them; networks that compute with them must not run afterwards. */
    @Override
    public void close() {
        points.values().forEach(Scope::release);
        points.clear();
        if (room != null) {
            Scope.release(room);
            room = null;
        }
    }
}
