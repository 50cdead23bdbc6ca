package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.Update;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An update in which the weight also gets lengths of its own: W' = g (W + scale B A) with g = m / |W + scale B A|.
 *
 * <p>Liu et al. 2024, "DoRA: Weight-Decomposed Low-Rank Adaptation", section 4; computed as in huggingface/peft, {@code
 * tuners/lora/dora.py}: no gradient flows through the norm (section 4.3), and dropout spares the length. A weight w wears
 * W + w (W' - W), as ComfyUI does, so that 0 is the base (peft would keep the lengths).
 */
record DoraUpdate(
        Factors factors,
        double scale,
        double weight,
        DoraMagnitude.Axis axis,
        Supplier<Tensor> gain, // g, [out] or [in]
        LoraDropout dropout)
        implements Update {
    @Override
    public Tensor addTo(Tensor y, Tensor x) {
        FrozenLayer layer = factors.layer();
        Tensor g = layer.perChannel(gain.get());
        Tensor kept = dropout.apply(x);
        Tensor change = switch (axis) {
            case OUTPUT -> {
                Tensor base = dropout.drops() ? layer.apply(layer.weight(), kept) : layer.withoutBias(y);
                Tensor learnt = factors.apply(kept).mul(new Scalar(scale));
                yield base.mul(g.sub(new Scalar(1.0))).add(learnt.mul(g));
            }
            case INPUT -> {
                Tensor scaled = kept.mul(g);
                Tensor learnt = factors.apply(scaled).mul(new Scalar(scale));
                yield layer.apply(layer.weight(), scaled.sub(kept)).add(learnt);
            }
        };
        return y.add(change, new Scalar(weight));
    }
}
