package dev.styleseal.surgery;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The singular value decomposition of what one layer has learnt: change = left * diag(values) * right, in float64. Its
 * first directions are the best approximation of their rank (Eckart and Young 1936). Lives in the scope open when it was
 * made; used on the engine thread.
 */
public sealed interface Decomposition permits ThinDecomposition, DenseDecomposition {
    /** The singular values, as many as the matrix can have other than zero. */
    Spectrum spectrum();

    /** The first {@code rank} directions that go out, orthonormal columns: float64 [out, rank]. */
    Tensor left(int rank);

    /** The first {@code rank} directions that come in, orthonormal rows (zero where the value is): float64 [rank, in * k * k]. */
    Tensor right(int rank);

    /** Of a module's change of the weight, lengths of a DoRA and biases aside. A LoRA is never multiplied out. */
    static Decomposition of(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return of(biased.lora());
        }
        if (module instanceof LoraModule lora) {
            try (Scope scope = new Scope()) {
                Tensor up = Tensors.of(lora.up().values(), lora.outputs(), lora.rank());
                Tensor down = Tensors.of(
                        lora.down().values(), lora.rank(), lora.down().values().length / lora.rank());
                return ThinDecomposition.of(
                        up.to(ScalarType.Double).mul(new Scalar(lora.scale())), down.to(ScalarType.Double), scope);
            }
        }
        try (Scope scope = new Scope()) {
            return DenseDecomposition.of(WeightDelta.of(module), scope);
        }
    }

    /** Of any matrix [out, in * k * k]. */
    static Decomposition of(Tensor dense) {
        try (Scope scope = new Scope()) {
            return DenseDecomposition.of(dense, scope);
        }
    }

    /**
     * The best approximation of a rank as a LoRA of scale 1, both of whose matrices are equally large.
     *
     * @param rank at least 1; beyond {@link Spectrum#size} nothing is gained
     */
    default LoraModule truncated(String path, LayerShape shape, int rank) {
        int kept = Math.max(1, Math.min(rank, spectrum().size()));
        try (Scope scope = new Scope()) {
            float[] roots = new float[kept];
            for (int i = 0; i < kept; i++) {
                roots[i] = (float) Math.sqrt(spectrum().values().get(i));
            }
            Tensor root = Tensors.of(roots, kept).to(ScalarType.Double);
            float[] up = Tensors.floats(left(kept).mul(root));
            float[] down = Tensors.floats(right(kept).mul(root.unsqueeze(1)));
            return shape.lora(path, up, down);
        }
    }

    /** Singular values of a tensor, largest first; what is negative by rounding is zero. */
    static Spectrum spectrum(double[] values) {
        return new Spectrum(Arrays.stream(values)
                .map(value -> -Math.max(value, 0))
                .sorted()
                .map(value -> 0 - value)
                .boxed()
                .toList());
    }
}
