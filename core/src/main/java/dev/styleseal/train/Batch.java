package dev.styleseal.train;

import dev.styleseal.unet.Condition;
import org.bytedeco.pytorch.Tensor;

/**
 * What one pass through the network learns from.
 *
 * @param latents clean, [B, C, h, w]
 * @param noise standard normal but for an offset, [B, C, h, w]
 * @param timesteps int64 [B]
 * @param condition captions and framings of the pictures, with a graph if a text encoder learns
 */
record Batch(Tensor latents, Tensor noise, Tensor timesteps, Condition condition) {}
