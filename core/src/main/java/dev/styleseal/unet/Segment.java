package dev.styleseal.unet;

import org.bytedeco.pytorch.Tensor;

/** What a stretch of the network without inner skip connections does. */
@FunctionalInterface
interface Segment {
    /** hidden [B, C, H, W] to [B, C', H', W']. */
    Tensor forward(Tensor hidden, Conditioning conditioning);
}
