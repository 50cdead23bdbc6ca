package dev.styleseal.nn;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Where a network's tensors come from: a checkpoint, or weights made for the shapes that a network asks for. */
public interface TensorSource {
    /**
     * The tensor of a name, which stays the source's.
     *
     * @param name as checkpoints have it
     * @param shape what the network expects; a source of stored tensors may answer with another, which is then noted
     * @return null if there is none
     */
    @Nullable
    Tensor tensor(String name, long... shape);

    /** All names that a network has to take; empty where tensors are made to order. */
    Set<String> names();

    /** Stored tensors by name. */
    static TensorSource of(Map<String, Tensor> stored) {
        return new TensorSource() {
            @Override
            public @Nullable Tensor tensor(String name, long... shape) {
                return stored.get(name);
            }

            @Override
            public Set<String> names() {
                return stored.keySet();
            }
        };
    }
}
