package dev.styleseal.unet;

import org.bytedeco.pytorch.Tensor;

/**
 * A stretch of the network without inner skip connections: the unit that can be run again on the way back instead of
 * being remembered.
 */
interface Segment {
    /** hidden [B, C, H, W] to [B, C', H', W']. */
    Tensor forward(Tensor hidden, Conditioning conditioning);
}
