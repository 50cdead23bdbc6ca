package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;

/** A square convolution of pixels; the seam where an adapter may join a plain layer. */
@FunctionalInterface
public interface Conv2d {
    /** x [B, in, H, W] to [B, out, H', W']. */
    Tensor forward(Tensor x);
}
