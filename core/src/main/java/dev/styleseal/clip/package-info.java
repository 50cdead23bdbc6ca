/**
 * Text to numbers: the tokenizer and the text model of CLIP (Radford et al. 2021).
 *
 * <p>Start reading at {@link dev.styleseal.clip.ClipTokenizer}. May import: error, io, tensor, nn.
 */
@NullMarked
package dev.styleseal.clip;

import org.jspecify.annotations.NullMarked;
