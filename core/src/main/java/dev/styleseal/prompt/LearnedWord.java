package dev.styleseal.prompt;

import dev.styleseal.weights.HostTensor;
import java.util.List;

/**
 * A word that was learned apart from the base, by textual inversion (Gal et al. 2022): wherever it stands in a prompt,
 * its vectors enter the text encoder in place of tokens.
 *
 * @param word as it is written in prompts; case does not matter
 * @param vectors one tensor for each text encoder, [count, width], the same count in all
 * @param hash SHA-256 of the values, 64 hexadecimal digits
 */
public record LearnedWord(String word, List<HostTensor> vectors, String hash) {
    public LearnedWord {
        vectors = List.copyOf(vectors);
    }

    /** How many tokens of a prompt it takes. */
    public int tokens() {
        return Math.toIntExact(vectors.get(0).shape().get(0));
    }
}
