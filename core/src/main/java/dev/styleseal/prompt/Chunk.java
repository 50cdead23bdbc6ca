package dev.styleseal.prompt;

import dev.styleseal.clip.ClipTokenizer;
import java.util.Collections;
import java.util.List;

/**
 * As much of a prompt as the text encoder reads at once: begin, tokens, end, padding.
 *
 * @param ids as many as {@link ClipTokenizer#maxLength}; those of learned words lie beyond the vocabulary
 * @param weights how much each counts
 */
public record Chunk(List<Integer> ids, List<Double> weights) {
    public Chunk {
        ids = List.copyOf(ids);
        weights = List.copyOf(weights);
    }

    /**
     * Cuts a prompt of any length into chunks. A full chunk ends behind its last comma if that leaves at most 20 tokens
     * for the next; learned words are not cut. One that fits is the same as {@link ClipTokenizer#encode}.
     *
     * @return at least one
     * @throws dev.styleseal.error.BadInput if a piece is no Unicode
     */
    public static List<Chunk> of(List<WeightedText> prompt, ClipTokenizer tokenizer, LearnedWords words) {
        ChunkBuilder builder = new ChunkBuilder(tokenizer);
        for (WeightedText piece : prompt) {
            if (piece.isBreak()) {
                builder.close();
            } else {
                words.runs(tokenizer, piece.text()).forEach(run -> builder.add(run, piece.weight()));
            }
        }
        return builder.finish();
    }

    /** A chunk without a word, to make prompts equally long. */
    public static Chunk empty(ClipTokenizer tokenizer) {
        return new ChunkBuilder(tokenizer).finish().get(0);
    }

    /** Whether every token counts as usual. */
    public boolean isPlain() {
        return Collections.frequency(weights, 1.0) == weights.size();
    }
}
