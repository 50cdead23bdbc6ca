package dev.styleseal.lora;

import dev.styleseal.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** What a module adds to the weight of its layer before lengths are set. Used on the engine thread. */
public final class WeightDelta {
    private WeightDelta() {}

    /**
     * The whole difference, scale included, in the scope open at the call.
     *
     * @return float32 [out, in * k * k]; for a full module without a weight [0, 0]; for a norm [channels, 1]
     */
    public static Tensor of(AdapterModule module) {
        try (Scope scope = new Scope()) {
            return scope.keep(DeltaTensors.of(module, UnaryOperator.identity()).delta());
        }
    }
}
