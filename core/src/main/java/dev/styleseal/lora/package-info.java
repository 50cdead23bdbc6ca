/**
 * The low-rank update and where it goes.
 *
 * <p>Start reading at {@link dev.styleseal.lora.LoraLinear}. May import: error, tensor, weights, nn.
 */
@NullMarked
package dev.styleseal.lora;

import org.jspecify.annotations.NullMarked;
