/**
 * The denoising network of Stable Diffusion.
 *
 * <p>Start reading at {@link dev.styleseal.unet.UNet}. May import: error, io, tensor, nn.
 */
@NullMarked
package dev.styleseal.unet;

import org.jspecify.annotations.NullMarked;
