package dev.styleseal.surgery;

import dev.styleseal.lora.Spectrum;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * That of a product of two thin matrices, which is as exact as that of the whole product and costs next to nothing: with
 * up = Q R and down' = P S it is that of R S', a matrix of the size of the rank, turned by Q and P.
 *
 * @param u [out, n]
 * @param v [n, in * k * k]
 */
record ThinDecomposition(Spectrum spectrum, Tensor u, Tensor v) implements Decomposition {
    /**
     * @param up float64 [out, rank]
     * @param down float64 [rank, in * k * k]
     * @param scope of the caller, which the result outlives
     */
    static ThinDecomposition of(Tensor up, Tensor down, Scope scope) {
        T_TensorTensor_T left = torch.linalg_qr(up);
        T_TensorTensor_T right = torch.linalg_qr(down.t());
        Tensor core = left.get1().matmul(right.get1().t());
        T_TensorTensorTensor_T parts = torch.svd(core); // core = u diag(s) v'
        return new ThinDecomposition(
                Decomposition.spectrum(Doubles.of(parts.get1())),
                scope.keep(left.get0().matmul(parts.get0())),
                scope.keep(parts.get2().t().matmul(right.get0().t())));
    }

    @Override
    public Tensor left(int rank) {
        return u.narrow(1, 0, rank);
    }

    @Override
    public Tensor right(int rank) {
        return v.narrow(0, 0, rank);
    }
}
