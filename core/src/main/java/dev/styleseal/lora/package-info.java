/**
 * Adapters: what is learnt in one layer, in each of the forms that files have, and the one place where it enters a frozen
 * layer. LoRA is trained; the other forms are worn only.
 *
 * <p>Start reading at {@link dev.styleseal.lora.AdapterModule}. May import: error, tensor, weights, nn.
 */
@NullMarked
package dev.styleseal.lora;

import org.jspecify.annotations.NullMarked;
