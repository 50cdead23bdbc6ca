/**
 * What a prompt says beyond its words: weights, stages, alternatives, several prompts at once, seals, words learned
 * elsewhere, and any length.
 *
 * <p>The grammar is that of AUTOMATIC1111's web UI and forgives everything: what is no rule is text. Start reading at
 * {@link dev.styleseal.prompt.EmphasisParser}, for lengths at {@link dev.styleseal.prompt.Chunk}. May import: error,
 * io, tensor, weights, nn, clip.
 */
@NullMarked
package dev.styleseal.prompt;

import org.jspecify.annotations.NullMarked;
