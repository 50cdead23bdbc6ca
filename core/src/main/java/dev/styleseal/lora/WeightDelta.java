package dev.styleseal.lora;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
            Tensor delta;
            if (module instanceof LoraModule lora) {
                delta = matrix(lora.up()).matmul(matrix(lora.down())).mul(new Scalar(lora.scale()));
            } else if (module instanceof LohaModule loha) {
                delta = matrix(loha.first()).mul(matrix(loha.second())).mul(new Scalar(loha.scale()));
            } else if (module instanceof LokrModule lokr) {
                // A kernel's places are the last digits of the column's number, so it needs no word of its own.
                delta = torch.kron(matrix(lokr.first()), matrix(lokr.second())).mul(new Scalar(lokr.scale()));
            } else {
                delta = ((FullModule) module)
                        .weight()
                        .map(WeightDelta::matrix)
                        .orElseGet(() -> Tensors.of(new float[0], 0, 0));
            }
            return scope.keep(delta);
        }
    }

    /** A matrix of an adapter, float32 [rows, columns], in the scope open at the call. */
    static Tensor matrix(Matrix matrix) {
        if (matrix instanceof Matrix.Product product) {
            return matrix(product.a()).matmul(matrix(product.b()));
        }
        return matrix(((Matrix.Whole) matrix).values());
    }

    private static Tensor matrix(HostTensor tensor) {
        long rows = tensor.shape().isEmpty() ? 1 : tensor.shape().get(0);
        return Tensors.of(tensor.values(), rows, rows == 0 ? 0 : tensor.values().length / rows);
    }
}
