/**
 * Teaching: the loop, one step of it, the optimizer and the learning rate.
 *
 * <p>Start reading at {@link dev.styleseal.train.Trainer}. May import: error, tensor, weights, lora, diffusion, model, data.
 */
@NullMarked
package dev.styleseal.train;

import org.jspecify.annotations.NullMarked;
