/**
 * Words into numbers for the UNet: the tokenizer, and the text encoders that read its tokens.
 *
 * <p>Start reading at {@link dev.styleseal.clip.ClipTokenizer}. May import: error, image, tensor, weights, nn, lora. The
 * tokenizer needs no native library.
 */
@NullMarked
package dev.styleseal.clip;

import org.jspecify.annotations.NullMarked;
