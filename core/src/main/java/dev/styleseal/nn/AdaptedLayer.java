package dev.styleseal.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A frozen layer and what adapters add to it, in the order in which they are worn. */
record AdaptedLayer(FrozenLayer frozen, List<Update> updates) {
    AdaptedLayer {
        updates = List.copyOf(updates);
    }

    Tensor forward(Tensor x) {
        Tensor y = frozen.forward(x);
        for (Update update : updates) {
            y = update.addTo(y, x);
        }
        return y;
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
