package dev.styleseal.train;

import dev.styleseal.tensor.Scope;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Text states computed once, so that a text encoder that does not learn may go. Owns its tensors; engine thread. */
public final class CachedText implements TextConditions, AutoCloseable {
    private final Map<String, Tensor> states = new HashMap<>(); // each [1, T, width]

    /** Computes the states of all captions by {@code encoder}. */
    public CachedText(Collection<String> captions, TextConditions encoder) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (String caption : captions) {
                states.computeIfAbsent(caption, missing -> {
                    try (Scope scope = new Scope()) {
                        return Scope.own(encoder.of(List.of(missing)));
                    }
                });
            }
        }
    }

    @Override
    public Tensor of(List<String> captions) {
        Tensor[] wanted = captions.stream().map(this::state).toArray(Tensor[]::new);
        return torch.cat(new TensorVector(wanted), 0);
    }

    private Tensor state(String caption) {
        Tensor state = states.get(caption);
        if (state == null) {
            throw new IllegalStateException("the states of \"" + caption + "\" were not computed");
        }
        return state;
    }

    @Override
    public void close() {
        states.values().forEach(Scope::release);
        states.clear();
    }
}
