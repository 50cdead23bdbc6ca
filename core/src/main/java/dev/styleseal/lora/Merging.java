package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.MergedUpdates;
import dev.styleseal.nn.Update;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Merges updates of finished adapters into copies of weights, so that they cost nothing at each use: a thin LoRA takes a tenth of
 * a step and more, LoHa, LoKr and DoRA take as much as the layer itself. Owns the copies; used on the engine thread.
 */
public final class Merging implements AutoCloseable {
    private final List<Tensor> weights = new ArrayList<>();
    private long room;

    /** @param room bytes that the copies may take; further layers keep their updates apart */
    public Merging(long room) {
        this.room = room;
    }

    /** The updates of a layer, the first of them merged if there is room. */
    public List<Update> of(FrozenLayer frozen, List<Update> updates) {
        int count = 0;
        while (count < updates.size() && updates.get(count).canMerge()) {
            count++;
        }
        if (count == 0 || !isExact(frozen) || bytes(frozen.weight()) > room) {
            return updates;
        }
        room -= bytes(frozen.weight());
        List<Update> left = new ArrayList<>(updates.subList(count, updates.size()));
        left.add(0, new MergedUpdates(frozen.with(merged(frozen, updates.subList(0, count)))));
        return left;
    }

    private static long bytes(Tensor weight) {
        return Float.BYTES * weight.numel();
    }

    /** In 16 bits what is merged would be rounded away; a norm's scale costs next to nothing. */
    private static boolean isExact(FrozenLayer frozen) {
        return frozen.weight().dim() > 1 && frozen.weight().scalar_type().intern() == ScalarType.Float;
    }

    private Tensor merged(FrozenLayer frozen, List<Update> updates) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor merged = Scope.own(frozen.weight().clone());
            weights.add(merged);
            updates.forEach(update -> update.mergeInto(merged));
            return merged;
        }
    }

    /** Frees the copies; networks that were built with them must not run afterwards. */
    @Override
    public void close() {
        weights.forEach(Scope::release);
        weights.clear();
    }
}
