package dev.styleseal.train;

import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.PromptStates;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;

/** Text states computed once, so that text encoders that do not learn may go. Owns its tensors; engine thread. */
public final class CachedText implements TextConditions, AutoCloseable {
    private final Map<Optional<String>, PromptStates> states = new HashMap<>(); // each of a batch of one

    /** Computes the states of all captions by {@code encoder}. */
    public CachedText(Collection<Optional<String>> captions, TextConditions encoder) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (Optional<String> caption : captions) {
                states.computeIfAbsent(caption, missing -> {
                    try (Scope scope = new Scope()) {
                        return encoder.of(List.of(missing)).map(Scope::own);
                    }
                });
            }
        }
    }

    @Override
    public PromptStates of(List<Optional<String>> captions) {
        return PromptStates.joined(captions.stream().map(this::state).toList());
    }

    private PromptStates state(Optional<String> caption) {
        PromptStates state = states.get(caption);
        if (state == null) {
            throw new IllegalStateException("the states of " + caption + " were not computed");
        }
        return state;
    }

    @Override
    public void close() {
        for (PromptStates each : states.values()) {
            Scope.release(each.states());
            each.pooled().ifPresent(Scope::release);
        }
        states.clear();
    }
}
