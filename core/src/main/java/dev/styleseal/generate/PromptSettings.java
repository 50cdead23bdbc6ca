package dev.styleseal.generate;

import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.LearnedWord;
import dev.styleseal.prompt.PromptGrammar;
import java.util.List;
import java.util.Optional;

/**
 * How prompts are read.
 *
 * @param grammar what brackets mean
 * @param emphasis how weights act
 * @param words that were learned apart
 * @param seals where those are that prompts call by name
 */
public record PromptSettings(
        PromptGrammar grammar, Emphasis emphasis, List<LearnedWord> words, Optional<SealFolder> seals) {
    /** A prompt is its words. */
    public static final PromptSettings PLAIN =
            new PromptSettings(PromptGrammar.PLAIN, Emphasis.ORIGINAL, List.of(), Optional.empty());

    public PromptSettings {
        words = List.copyOf(words);
    }
}
