package dev.styleseal.data;

import dev.styleseal.error.BadInput;
import java.util.Optional;

/**
 * Which words a picture gets that has no caption file: the caption given for all, else the trigger.
 *
 * @param caption the words of {@code --caption}
 * @param trigger the word of {@code --trigger}
 */
public record CaptionRule(Optional<String> caption, Optional<String> trigger) {
    public CaptionRule {
        requireWords("--caption", caption);
        requireWords("--trigger", trigger);
    }

    /** No words: every picture must have a caption file. */
    public static CaptionRule filesOnly() {
        return new CaptionRule(Optional.empty(), Optional.empty());
    }

    private static void requireWords(String option, Optional<String> words) {
        if (words.isPresent() && words.get().isBlank()) {
            throw new BadInput("{0} is empty. Expected at least one word. Give it words or leave it out.", option);
        }
    }
}
