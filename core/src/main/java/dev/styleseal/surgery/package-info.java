/**
 * Seals taken apart and put together: made smaller, merged into one or into a base, taken out of a tuned base, compared.
 *
 * <p>Start reading at {@link dev.styleseal.surgery.Decomposition}. May import: error, io, tensor, weights, checkpoint, nn, lora, model, data,
 * file, generate.
 */
@NullMarked
package dev.styleseal.surgery;

import org.jspecify.annotations.NullMarked;
