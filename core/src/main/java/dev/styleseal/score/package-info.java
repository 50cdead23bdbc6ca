/**
 * Measures of pictures and seals that need no network beside the base's own: style, sharpness, likeness to training
 * pictures, and what a seal changes where it should not.
 *
 * <p>Start reading at {@link dev.styleseal.score.GramMatrices}. May import: error, image, tensor, vae, unet, diffusion,
 * model, data, train.
 */
@NullMarked
package dev.styleseal.score;

import org.jspecify.annotations.NullMarked;
