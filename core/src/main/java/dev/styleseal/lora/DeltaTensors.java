package dev.styleseal.lora;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The tensors from which the difference of a layer's weight is made anew each time it is asked for.
 *
 * @param matrices one, or the two to be combined; each whole, [rows, columns], or as two factors
 * @param combination what makes one of two
 * @param scale what the result is multiplied by
 */
record DeltaTensors(List<List<Tensor>> matrices, Combination combination, double scale) {
    /** How two matrices become one. */
    enum Combination {
        /** There is one. */
        NONE,
        /** Element by element. */
        HADAMARD,
        /** The first one, each of whose elements is replaced by that many times the second. */
        KRONECKER
    }

    /**
     * Those of a module; of a full one its weight, or none if that stays.
     *
     * @param enter brings a tensor to where it computes
     */
    static DeltaTensors of(AdapterModule module, UnaryOperator<Tensor> enter) {
        if (module instanceof LohaModule loha) {
            return new DeltaTensors(
                    List.of(factors(loha.first(), enter), factors(loha.second(), enter)),
                    Combination.HADAMARD,
                    loha.scale());
        }
        if (module instanceof LokrModule lokr) {
            // A kernel's places are the last digits of a column's number, so they need no place of their own.
            return new DeltaTensors(
                    List.of(factors(lokr.first(), enter), factors(lokr.second(), enter)),
                    Combination.KRONECKER,
                    lokr.scale());
        }
        if (module instanceof BiasedLoraModule biased) {
            return of(biased.lora(), enter);
        }
        if (module instanceof LoraModule lora) {
            List<Tensor> product = List.of(matrix(lora.up(), enter), matrix(lora.down(), enter));
            return new DeltaTensors(List.of(product), Combination.NONE, lora.scale());
        }
        HostTensor weight =
                ((FullModule) module).weight().orElseGet(() -> new HostTensor(List.of(0L, 0L), new float[0]));
        return new DeltaTensors(List.of(List.of(matrix(weight, enter))), Combination.NONE, 1);
    }

    private static List<Tensor> factors(Matrix matrix, UnaryOperator<Tensor> enter) {
        return matrix.tensors().stream().map(tensor -> matrix(tensor, enter)).toList();
    }

    private static Tensor matrix(HostTensor tensor, UnaryOperator<Tensor> enter) {
        long rows = tensor.shape().isEmpty() ? 1 : tensor.shape().get(0);
        return enter.apply(Tensors.of(tensor.values(), rows, rows == 0 ? 0 : tensor.values().length / rows));
    }

    /** The difference, [out, in * k * k], in the scope open at the call. */
    Tensor delta() {
        try (Scope scope = new Scope()) {
            Tensor first = product(matrices.get(0));
            Tensor delta = switch (combination) {
                case NONE -> first;
                case HADAMARD -> first.mul(product(matrices.get(1)));
                case KRONECKER -> torch.kron(first, product(matrices.get(1)));
            };
            return scope.keep(scale == 1 ? delta.alias() : delta.mul(new Scalar(scale)));
        }
    }

    private static Tensor product(List<Tensor> factors) {
        return factors.size() == 1 ? factors.get(0) : factors.get(0).matmul(factors.get(1));
    }

    /** All tensors. */
    List<Tensor> all() {
        return matrices.stream().flatMap(List::stream).toList();
    }
}
