package dev.styleseal.unet;

import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that leaves one segment and enters others, without the graph behind it, and the gradient that those who ran
 * back already found for it. Owns both.
 */
final class Boundary implements AutoCloseable {
    private final Tensor value;
    private final boolean learns;
    private @Nullable Tensor gradient; // null until somebody found one

    /** @param learns whether anything behind it is trained, so that its gradient is wanted */
    Boundary(Tensor value, boolean learns) {
        this.value = Scope.own(value);
        this.learns = learns;
    }

    Tensor value() {
        return value;
    }

    boolean learns() {
        return learns;
    }

    /** The value as an input of a graph of its own, in the scope open at the call. */
    Tensor leaf() {
        return value.detach().set_requires_grad(learns);
    }

    /**
     * Adds {@code tensor} as a place where the gradient found so far enters a graph, if there is one. A graph takes what enters
     * first, and adds what it finds itself behind: the order in which a graph of the whole network adds, so that sums of
     * floats are the same to the last bit.
     */
    void enter(Tensor tensor, TensorVector roots, TensorVector gradients) {
        if (learns && gradient != null) {
            roots.push_back(tensor);
            gradients.push_back(gradient);
        }
    }

    /** Sets the gradient that nobody found before. */
    void begin(Tensor found) {
        gradient = Scope.own(new Tensor(found)); // the same values, in hands of its own
    }

    /** Replaces the gradient by that of a leaf, which holds what was found before; keeps it if the leaf got none. */
    void take(Tensor leaf) {
        Tensor found = leaf.grad();
        if (learns && found.defined()) {
            forget();
            begin(found);
        }
    }

    private void forget() {
        if (gradient != null) {
            Scope.release(gradient);
            gradient = null;
        }
    }

    @Override
    public void close() {
        forget();
        Scope.release(value);
    }
}
