package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.Update;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * An update in which the weight also gets lengths of its own: W' = g (W + dW) with g = m / |W + dW|, where
 * dW is the scale times the {@link Change}.
 *
 * <p>Liu et al. 2024, "DoRA: Weight-Decomposed Low-Rank Adaptation", section 4; computed as in huggingface/peft, {@code
 * tuners/lora/dora.py}: no gradient flows through the norm (section 4.3), and dropout spares the length. A weight w wears
 * W + w (W' - W), as ComfyUI does, so that 0 is the base (peft would keep the lengths).
 */
record DoraUpdate(
        Change change,
        double scale,
        double weight,
        DoraMagnitude.Axis axis,
        Supplier<Tensor> gain, // g, [out] or [in]
        LoraDropout dropout)
        implements Update {
    @Override
    public Tensor addTo(Tensor y, Tensor x) {
        FrozenLayer layer = change.layer();
        Tensor g = layer.perChannel(gain.get());
        Tensor kept = dropout.apply(x);
        Tensor difference = switch (axis) {
            case OUTPUT -> {
                Tensor base = dropout.drops() ? layer.apply(layer.weight(), kept) : layer.withoutBias(y);
                Tensor learnt = change.apply(kept).mul(new Scalar(scale));
                yield base.mul(g.sub(new Scalar(1.0))).add(learnt.mul(g));
            }
            case INPUT -> {
                Tensor scaled = kept.mul(g);
                Tensor learnt = change.apply(scaled).mul(new Scalar(scale));
                yield layer.apply(layer.weight(), scaled.sub(kept)).add(learnt);
            }
        };
        return y.add(difference, new Scalar(weight));
    }

    @Override
    public boolean canMerge() {
        return !dropout.drops();
    }

    @Override
    public void mergeInto(Tensor merged) {
        FrozenLayer layer = change.layer();
        int axisOfWeight = axis == DoraMagnitude.Axis.OUTPUT ? 0 : 1;
        long[] sizes = new long[Math.toIntExact(merged.dim())];
        Arrays.fill(sizes, 1);
        sizes[axisOfWeight] = -1;
        Tensor g = gain.get().view(sizes);
        Tensor from = axis == DoraMagnitude.Axis.OUTPUT ? merged : layer.weight(); // as addTo does
        Tensor learnt = change.product().mul(new Scalar(scale));
        merged.add_(from.mul(g.sub(new Scalar(1.0))).add(learnt.mul(g)), new Scalar(weight));
    }

    /** g: the lengths wanted, [out] or [in], over those that the changed weight has, without a way back through these. */
    static Tensor gain(Change change, double scale, Tensor wanted, DoraMagnitude.Axis axis) {
        Tensor moved = change.layer().weight().add(change.product(), new Scalar(scale));
        return wanted.div(
                switch (axis) {
                    case OUTPUT -> rowLengths(moved);
                    case INPUT -> rowLengths(moved.transpose(0, 1));
                });
    }

    /** Euclidean length of what belongs to each index of the first dimension: [n]; never zero, as it divides. */
    static Tensor rowLengths(Tensor weight) {
        return weight.detach()
                .to(ScalarType.Float)
                .flatten(1, -1)
                .norm(new ScalarOptional(new Scalar(2.0)), 1)
                .clamp_min(new Scalar(Float.MIN_NORMAL));
    }
}
