package dev.styleseal.surgery;

import dev.styleseal.tensor.Scope;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;

/** Numbers of double precision out of libtorch. */
final class Doubles {
    private Doubles() {}

    /** All elements of a float64 tensor in row-major order. */
    static double[] of(Tensor tensor) {
        try (Scope scope = new Scope()) {
            Tensor flat = tensor.contiguous();
            double[] values = new double[Math.toIntExact(flat.numel())];
            new DoublePointer(flat.data_ptr_double()).get(values);
            return values;
        }
    }
}
