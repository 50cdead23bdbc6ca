/**
 * Low-rank adapters: what is learnt, and the one place where it enters a frozen layer.
 *
 * <p>Start reading at {@link dev.styleseal.lora.LoraModule}. May import: error, tensor, weights, nn.
 */
@NullMarked
package dev.styleseal.lora;

import org.jspecify.annotations.NullMarked;
