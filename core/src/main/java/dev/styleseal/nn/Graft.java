package dev.styleseal.nn;

import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.jspecify.annotations.Nullable;

/**
 * Computations that libtorch does not record, with gradients of our own. What libtorch records of them instead is a product
 * with a matrix of no columns, which costs nothing in either direction; hooks around it take the gradient that arrives and
 * put ours in its place.
 *
 * <p>Hooks are not told which product they belong to, but libtorch goes back in exactly the reverse order of the way
 * forward (its queue is ordered by when a node was made), so a stack tells. One thread, the engine's; so one stack.
 */
final class Graft {
    private static final Scalar ONE = Scope.own(new Scalar(1.0));
    private static final Deque<Graft> GROWN = new ArrayDeque<>();
    private static final TensorTensorHook ARRIVES = Scope.own(new Arrival());
    private static final TensorTensorHook LEAVES = Scope.own(new Departure());
    private static @Nullable Graft current;
    private static @Nullable Tensor given; // what a hook returned must live until libtorch has taken it

    private final UnaryOperator<Tensor> backward;
    private final long[] shape;
    private final Optional<Tensor> kept;
    private @Nullable Tensor gradient;

    private Graft(UnaryOperator<Tensor> backward, long[] shape, Optional<Tensor> kept) {
        this.backward = backward;
        this.shape = shape;
        this.kept = kept;
    }

    /** Whether what is made of {@code x} now has to be recorded. */
    static boolean isNeeded(Tensor x) {
        return x.requires_grad() && GradMode.is_enabled();
    }

    /**
     * Computes something of {@code x}.
     *
     * @param x requires a gradient
     * @param forward gives a tensor [.., C] that is contiguous
     * @param backward makes the gradient of x, in the shape of x, out of that of the result, [.., C]
     * @return what {@code forward} gave
     */
    static Tensor of(Tensor x, UnaryOperator<Tensor> forward, UnaryOperator<Tensor> backward) {
        return of(x, forward, backward, Optional.empty());
    }

    /**
     * The same where the way back needs what went in.
     *
     * @param backward is given x and the gradient of the result
     */
    static Tensor remembering(Tensor x, UnaryOperator<Tensor> forward, BinaryOperator<Tensor> backward) {
        Tensor kept;
        try (Scope scope = new Scope()) {
            kept = Scope.own(x.detach());
        }
        return of(x, forward, gradient -> backward.apply(kept, gradient), Optional.of(kept));
    }

    private static Tensor of(
            Tensor x, UnaryOperator<Tensor> forward, UnaryOperator<Tensor> backward, Optional<Tensor> kept) {
        Tensor seen = x.view_as(x);
        Tensor made;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            made = forward.apply(seen);
        }
        long[] shape = made.shape();
        long columns = shape[shape.length - 1];
        Tensor rows = made.view(-1, columns).detach();
        seen.register_hook(LEAVES);
        Tensor nothing = seen.narrow(0, 0, 0).reshape(rows.size(0), 0);
        Tensor joined = rows.addmm_(nothing, rows.narrow(0, 0, 0).clone(), ONE, ONE);
        joined.register_hook(ARRIVES);
        GROWN.push(new Graft(backward, shape, kept));
        // A view would be copied where an adapter adds to it in place.
        return shape.length == 2 ? joined : joined.view(shape);
    }

    /** How many were recorded and not yet gone back over. */
    static int count() {
        return GROWN.size();
    }

    /** Forgets the newest, down to so many, whose graph is thrown away: they would stand before older ones that are not. */
    static void forgetSince(int count) {
        while (GROWN.size() > count) {
            GROWN.pop().kept.ifPresent(Scope::release);
        }
    }

    /** Forgets what was recorded and never gone back over, before a new way forward. */
    static void forget() {
        forgetSince(0);
        release();
    }

    private static void release() {
        if (current != null) {
            current.kept.ifPresent(Scope::release);
            if (current.gradient != null) {
                Scope.release(current.gradient);
            }
        }
        current = null;
        if (given != null) {
            Scope.release(given);
        }
        given = null;
    }

    private static final class Arrival extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase gradient) {
            release();
            Graft graft = GROWN.pop();
            Tensor arrived = ours(gradient);
            if (arrived.numel() != Arrays.stream(graft.shape).reduce(1, Math::multiplyExact)) {
                throw new IllegalStateException(
                        "gradient " + Arrays.toString(arrived.shape()) + " for " + Arrays.toString(graft.shape));
            }
            graft.gradient = arrived;
            current = graft;
            return arrived;
        }
    }

    private static final class Departure extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase ignored) {
            Scope.free(ignored);
            Graft graft = current;
            if (graft == null || graft.gradient == null) {
                throw new IllegalStateException("a gradient leaves that never arrived");
            }
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor result = Scope.own(graft.backward.apply(graft.gradient.reshape(graft.shape)));
                release();
                given = result;
                return result;
            }
        }
    }

    /** What a hook is handed would live as long as the scope of the whole way back; this lives as long as it is needed. */
    private static Tensor ours(TensorBase handed) {
        try (Scope scope = new Scope()) {
            return Scope.own(new Tensor(handed));
        } finally {
            Scope.free(handed);
        }
    }
}
