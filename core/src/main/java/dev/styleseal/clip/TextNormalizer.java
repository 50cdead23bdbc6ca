package dev.styleseal.clip;

import java.text.Normalizer;

/**
 * Makes texts alike that mean the same to CLIP: canonical composition (NFC), white space as single spaces, lower case.
 *
 * <p>As the normalizer of transformers' CLIPTokenizerFast: NFC, then {@code \s+} becomes one space, then lower case
 * character by character, without looking at neighbours or the locale (a final sigma stays U+03C3). Safe to share.
 */
final class TextNormalizer {
    /** The one character whose lower case is two characters: i and a combining dot above. */
    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private static final String SMALL_I_WITH_DOT = "i\u0307";

    private final CharacterTable characters;

    TextNormalizer(CharacterTable characters) {
        this.characters = characters;
    }

    String normalize(String text) {
        return lower(singleSpaces(compose(text)));
    }

    /** NFC of an older Unicode: a character it does not know neither moves nor joins, so it parts what is composed. */
    private String compose(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!characters.isComposable(c)) {
                out.append(Normalizer.normalize(text.substring(from, i), Normalizer.Form.NFC));
                out.appendCodePoint(c);
                from = i + Character.charCount(c);
            }
        }
        return out.append(Normalizer.normalize(text.substring(from), Normalizer.Form.NFC))
                .toString();
    }

    private String singleSpaces(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean inSpace = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = characters.isSpace(text.charAt(i));
            if (!space) {
                out.append(text.charAt(i));
            } else if (!inSpace) {
                out.append(' ');
            }
            inSpace = space;
        }
        return out.toString();
    }

    private String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == CAPITAL_I_WITH_DOT) {
                out.append(SMALL_I_WITH_DOT);
            } else {
                out.appendCodePoint(characters.toLowerCase(c));
            }
        });
        return out.toString();
    }
}
