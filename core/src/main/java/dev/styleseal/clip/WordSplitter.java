package dev.styleseal.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Cuts normalized text into the words that byte-pair encoding works on.
 *
 * <p>The regular expression of CLIP's tokenizer, {@code 's|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+}, written
 * out: English endings, runs of letters, single digits, runs of anything else; white space is left out. Safe to share.
 */
final class WordSplitter {
    private static final List<String> ENDINGS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    private final CharacterTable characters;

    WordSplitter(CharacterTable characters) {
        this.characters = characters;
    }

    List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = wordEnd(text, from);
            if (!characters.isSpace(text.codePointAt(from))) {
                words.add(text.substring(from, to));
            }
            from = to;
        }
        return words;
    }

    /** Where the word, or the single white space character, that starts at {@code from} ends. */
    private int wordEnd(String text, int from) {
        int first = text.codePointAt(from);
        for (String ending : ENDINGS) {
            if (text.startsWith(ending, from)) {
                return from + ending.length();
            }
        }
        if (characters.isLetter(first)) {
            return runEnd(text, from, characters::isLetter);
        }
        if (characters.isNumber(first) || characters.isSpace(first)) {
            return from + Character.charCount(first);
        }
        return runEnd(text, from, this::isOther);
    }

    private static int runEnd(String text, int from, IntPredicate belongs) {
        int to = from;
        while (to < text.length() && belongs.test(text.codePointAt(to))) {
            to += Character.charCount(text.codePointAt(to));
        }
        return to;
    }

    private boolean isOther(int c) {
        return !characters.isLetter(c) && !characters.isNumber(c) && !characters.isSpace(c);
    }
}
