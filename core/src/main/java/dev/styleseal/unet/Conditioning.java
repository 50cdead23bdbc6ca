package dev.styleseal.unet;

import org.bytedeco.pytorch.Tensor;

/**
 * What every segment is told beside the picture.
 *
 * @param time activated timestep embedding [B, timeWidth]
 * @param context text states [B, S, contextWidth]
 */
record Conditioning(Tensor time, Tensor context) {}
