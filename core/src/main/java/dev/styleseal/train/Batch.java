package dev.styleseal.train;

import org.bytedeco.pytorch.Tensor;

/**
 * What one pass through the network learns from.
 *
 * @param latents clean, [B, C, h, w]
 * @param noise standard normal but for an offset, [B, C, h, w]
 * @param timesteps int64 [B]
 * @param context text states [B, T, width], with a graph if the text encoder learns
 */
record Batch(Tensor latents, Tensor noise, Tensor timesteps, Tensor context) {}
