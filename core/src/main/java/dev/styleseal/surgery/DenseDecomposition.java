package dev.styleseal.surgery;

import dev.styleseal.lora.Spectrum;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * That of a whole matrix, by the eigenvectors of its product with itself over the shorter side, several times faster than
 * a general one. Squaring costs half the digits of float64: values are right to 1e-8 of the largest, and the directions
 * found are used to project the matrix itself, so that nothing else is lost.
 *
 * @param matrix float64 [long side, short side]
 * @param basis eigenvectors as columns, the strongest first: [short side, n]
 * @param upright whether rows of the matrix are rows of the weight, else columns are
 */
record DenseDecomposition(Spectrum spectrum, Tensor matrix, Tensor basis, boolean upright) implements Decomposition {
    /**
     * @param dense [out, in * k * k]
     * @param scope of the caller, which the result outlives
     */
    static DenseDecomposition of(Tensor dense, Scope scope) {
        boolean upright = dense.size(0) >= dense.size(1);
        Tensor wide = dense.to(ScalarType.Double);
        Tensor matrix = upright ? wide : wide.t();
        T_TensorTensor_T eigen = torch.linalg_eigh(matrix.t().matmul(matrix)); // smallest first
        Tensor values = eigen.get0().clamp_min(new Scalar(0.0)).sqrt().flip(0);
        return new DenseDecomposition(
                Decomposition.spectrum(Doubles.of(values)),
                scope.keep(matrix),
                scope.keep(eigen.get1().flip(1)),
                upright);
    }

    @Override
    public Tensor left(int rank) {
        return upright ? projected(rank) : basis.narrow(1, 0, rank);
    }

    @Override
    public Tensor right(int rank) {
        return upright ? basis.narrow(1, 0, rank).t() : projected(rank).t();
    }

    /** The matrix in the first directions, each of length 1: [long side, rank]. */
    private Tensor projected(int rank) {
        Tensor product = matrix.matmul(basis.narrow(1, 0, rank));
        Tensor lengths = product.norm(new ScalarOptional(new Scalar(2.0)), 0);
        return product.div(lengths.clamp_min(new Scalar(Float.MIN_NORMAL)));
    }
}
