package dev.styleseal.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A frozen layer and what adapters add to it, in the order in which they are worn. Whatever the layer computes in, adapters
 * add in float32.
 */
record AdaptedLayer(FrozenLayer frozen, List<Update> updates) {
    AdaptedLayer {
        updates = List.copyOf(updates);
    }

    /** A layer whose first update may be merged into its weight already. */
    static AdaptedLayer of(FrozenLayer frozen, List<Update> updates) {
        return !updates.isEmpty() && updates.get(0) instanceof MergedUpdates merged
                ? new AdaptedLayer(merged.layer(), updates.subList(1, updates.size()))
                : new AdaptedLayer(frozen, updates);
    }

    Tensor forward(Tensor x) {
        Tensor y = frozen.forward(x);
        if (updates.isEmpty()) {
            return y;
        }
        Tensor exactX = x.to(ScalarType.Float);
        Tensor exactY = y.to(ScalarType.Float);
        for (Update update : updates) {
            exactY = update.addTo(exactY, exactX);
        }
        return exactY.to(y.scalar_type());
    }

    /** x [.., in] to [.., out]; updates see one list of tokens. */
    Tensor forwardTokens(Tensor x) {
        if (x.dim() == 2 || updates.isEmpty()) {
            return forward(x);
        }
        long[] shape = x.shape();
        shape[shape.length - 1] = -1;
        return forward(x.reshape(-1, x.size(-1))).reshape(shape);
    }
}
