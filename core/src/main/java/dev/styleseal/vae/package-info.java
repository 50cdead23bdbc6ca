/**
 * The codec between pictures and latents.
 *
 * <p>Start reading at {@link dev.styleseal.vae.Vae}. May import: error, io, tensor, nn.
 */
@NullMarked
package dev.styleseal.vae;

import org.jspecify.annotations.NullMarked;
