package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Map;

/** A value that is one of a few words. */
final class Choice {
    private Choice() {}

    /**
     * What {@code word} stands for.
     *
     * @param option for the message, such as --format
     * @throws BadInput if it is none of the words
     */
    static <T> T named(String option, String word, Map<String, T> valid) {
        T value = valid.get(word);
        if (value == null) {
            throw new BadInput(
                    "{0} is {1}. Expected one of {2}. Did you mean {3}?",
                    option, word, String.join(", ", valid.keySet()), Nearest.to(word, valid.keySet()));
        }
        return value;
    }
}
