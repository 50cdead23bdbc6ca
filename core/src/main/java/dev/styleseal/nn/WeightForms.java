package dev.styleseal.nn;

import dev.styleseal.tensor.HeapHoles;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What weights are computed with instead of the form in which they are kept, made anew for every single product: matrices in
 * another type, and the points of kernels that are convolved by {@link Winograd}. All networks over the same weights share one
 * place for each: places of their own would take more memory than the weights, and lie between what the way back remembers.
 * Owns its tensors until {@link #close}; used on the engine thread.
 */
public final class WeightForms implements AutoCloseable {
    private final Place matrices = new Place();
    private final Place points = new Place();

    /** The points of a kernel [out, in, 3, 3], in the scope open at the call and good until those of the next. */
    Tensor points(Tensor kernel) {
        return Winograd.points(kernel, points.of(Winograd.numbers(kernel), torch::empty));
    }

    /** A matrix in the type of products, in the scope open at the call and good until the next is converted. */
    Tensor converted(Tensor matrix, Placement placement) {
        HeapHoles.giveBack(); // weights stay as they are stored where memory is short
        return matrices.of(matrix.numel(), placement::roomForProducts)
                .as_strided(matrix.sizes(), matrix.strides(), new LongOptional(0))
                .copy_(matrix);
    }

    /** Frees them; networks that compute with them must not run afterwards. */
    @Override
    public void close() {
        matrices.close();
        points.close();
    }

    /** A place that has grown to the largest that was needed. */
    private static final class Place {
        private @Nullable Tensor tensor; // [N]

        Tensor of(long numbers, LongFunction<Tensor> made) {
            Tensor there = tensor;
            if (there == null || there.numel() < numbers) {
                close();
                try (Scope scope = new Scope()) {
                    there = Scope.own(made.apply(numbers));
                }
                tensor = there;
            }
            return there;
        }

        void close() {
            if (tensor != null) {
                Scope.release(tensor);
                tensor = null;
            }
        }
    }
}
