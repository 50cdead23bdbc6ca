package dev.styleseal.tensor;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Java arrays to tensors and back; every value is copied, nothing is shared. */
public final class Tensors {
    private Tensors() {}

    /** A float32 tensor of the given shape. */
    public static Tensor of(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    /** An int64 tensor of the given shape. */
    public static Tensor of(long[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    /** All elements in row-major order, converted to float32. */
    public static float[] floats(Tensor tensor) {
        try (Scope scope = new Scope()) {
            Tensor flat = Placement.leave(tensor.detach());
            float[] values = new float[Math.toIntExact(flat.numel())];
            new FloatPointer(flat.data_ptr_float()).get(values);
            return values;
        }
    }

    /** All elements of an integer tensor in row-major order. */
    public static long[] longs(Tensor tensor) {
        try (Scope scope = new Scope()) {
            Tensor flat = tensor.cpu().to(ScalarType.Long).contiguous();
            long[] values = new long[Math.toIntExact(flat.numel())];
            new LongPointer(flat.data_ptr_long()).get(values);
            return values;
        }
    }

    /** Overwrites {@code target}, float32 and contiguous, with {@code values} in row-major order. */
    public static void copy(float[] values, Tensor target) {
        try (Scope scope = new Scope()) {
            FloatBuffer buffer = new FloatPointer(target.data_ptr_float())
                    .capacity(target.numel())
                    .asByteBuffer()
                    .asFloatBuffer();
            buffer.put(values);
        }
    }

    /** Whether every element is a finite number. */
    public static boolean allFinite(Tensor tensor) {
        try (Scope scope = new Scope()) {
            // One pass without memory of its own; only where large numbers add up beyond the type each is looked at.
            return Double.isFinite(tensor.sum().item_double())
                    || torch.isfinite(tensor).all().item_bool();
        }
    }
}
