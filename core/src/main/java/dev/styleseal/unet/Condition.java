package dev.styleseal.unet;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * What steers a prediction beside the timestep.
 *
 * @param context text states [B, S, contextWidth]
 * @param added what SDXL is told beyond; not looked at by networks that do not know it
 */
public record Condition(Tensor context, Optional<Added> added) {
    /**
     * What SDXL is told of a whole picture.
     *
     * @param pooled of the text [B, pooledWidth]
     * @param sizes numbers of a {@link Framing} [B, 6]
     */
    public record Added(Tensor pooled, Tensor sizes) {}

    /** All tensors changed in the same way. */
    Condition map(UnaryOperator<Tensor> change) {
        return new Condition(
                change.apply(context),
                added.map(more -> new Added(change.apply(more.pooled), change.apply(more.sizes))));
    }
}
