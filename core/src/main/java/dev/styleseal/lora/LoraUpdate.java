package dev.styleseal.lora;

import dev.styleseal.nn.Update;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A low-rank update: scale B A dropout(x).
 *
 * <p>Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1; for convolutions as
 * KohakuBlueleaf's LyCORIS ("LoCon"): A has the layer's kernel, B is 1x1. B starts at zero, so a fresh adapter leaves the
 * output unchanged.
 */
record LoraUpdate(Factors factors, double scale, LoraDropout dropout) implements Update {
    @Override
    public Tensor addTo(Tensor y, Tensor x) {
        // Over y, because a layer keeps its input and not its output for the way back: one large tensor less.
        return factors.layer().addMixed(y, factors.b(), factors.hidden(dropout.apply(x)), scale);
    }

    @Override
    public boolean canMerge() {
        return !dropout.drops();
    }

    @Override
    public void mergeInto(Tensor merged) {
        merged.add_(factors.product(), new Scalar(scale));
    }
}
