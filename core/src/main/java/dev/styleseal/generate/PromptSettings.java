package dev.styleseal.generate;

import dev.styleseal.file.SealWord;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.LearnedWord;
import dev.styleseal.prompt.PromptGrammar;
import java.util.ArrayList;
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

    /** With the words that seals bring along; one that is known already with the same vectors counts once. */
    PromptSettings with(List<WornSeal> worn) {
        List<LearnedWord> all = new ArrayList<>(words);
        for (WornSeal seal : worn) {
            for (SealWord word : seal.seal().words()) {
                boolean known = all.stream()
                        .anyMatch(each -> each.word().equals(word.word())
                                && each.vectors().equals(word.vectors()));
                if (!known) {
                    all.add(new LearnedWord(word.word(), word.vectors(), word.hash()));
                }
            }
        }
        return new PromptSettings(grammar, emphasis, all, seals);
    }
}
