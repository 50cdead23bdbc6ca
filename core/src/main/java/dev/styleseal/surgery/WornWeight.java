package dev.styleseal.surgery;

import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The weight of one layer as it is with seals worn: W + sum of w (W' - W), where W' is W + dW, or for a DoRA that with the
 * learnt lengths (Liu et al. 2024, section 4). Used on the engine thread.
 */
final class WornWeight {
    private WornWeight() {}

    /** One seal's share of a layer. */
    record Share(WornSeal seal, AdapterModule module) {
        double weight() {
            return seal.weight(module.path());
        }
    }

    /**
     * A weight's new values.
     *
     * @param shape of the weight
     */
    static float[] of(List<Share> shares, LayerShape shape, float[] values) {
        try (Scope scope = new Scope()) {
            Tensor base = Tensors.of(values, shape.rows(), shape.columns());
            Tensor sum = base;
            for (Share share : shares) {
                if (share.module.columns() > 0) {
                    sum = sum.add(change(share.module, base, shape), new Scalar(share.weight()));
                }
            }
            return Tensors.floats(sum);
        }
    }

    /** A bias's new values. */
    static float[] biasOf(List<Share> shares, float[] values) {
        float[] sum = values.clone();
        for (Share share : shares) {
            share.module.bias().ifPresent(change -> {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += (float) (share.weight() * change.values()[i]);
                }
            });
        }
        return sum;
    }

    private static Tensor change(AdapterModule module, Tensor base, LayerShape shape) {
        Tensor delta = WeightDelta.of(module).view(shape.rows(), shape.columns());
        return module.magnitude()
                .map(lengths -> brought(base.add(delta), lengths, shape).sub(base))
                .orElse(delta);
    }

    /** A weight [out, in * k * k] with the lengths that were learnt. */
    private static Tensor brought(Tensor weight, DoraMagnitude magnitude, LayerShape shape) {
        Tensor learnt =
                Tensors.of(magnitude.values().values(), magnitude.values().values().length);
        boolean ofOutputs = magnitude.axis() == DoraMagnitude.Axis.OUTPUT;
        long kernel = ofOutputs ? 1 : shape.columns() / shape.sizes().get(1);
        Tensor grouped =
                ofOutputs ? weight : weight.view(shape.rows(), shape.sizes().get(1), kernel);
        Tensor lengths = ofOutputs
                ? grouped.norm(new ScalarOptional(new Scalar(2.0)), 1)
                : grouped.transpose(0, 1).flatten(1, -1).norm(new ScalarOptional(new Scalar(2.0)), 1);
        Tensor gain = learnt.div(lengths.clamp_min(new Scalar(Float.MIN_NORMAL)));
        return ofOutputs
                ? weight.mul(gain.unsqueeze(1))
                : grouped.mul(gain.unsqueeze(1)).view(shape.rows(), shape.columns());
    }
}
