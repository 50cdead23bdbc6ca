package dev.styleseal.clip;

import java.util.ArrayList;
import java.util.List;

/**
 * One printable character for each of the 256 bytes, so that vocabularies can be text files.
 *
 * <p>The table {@code bytes_to_unicode} of GPT-2 and CLIP: a printable byte stands for itself in Latin-1, the others are
 * U+0100 and following.
 */
final class ByteSymbols {
    /** Joined to the last symbol of a word. */
    static final String END_OF_WORD = "</w>";

    private ByteSymbols() {}

    /** The symbols by byte, 0 to 255. */
    static List<String> byByte() {
        List<String> symbols = new ArrayList<>();
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            symbols.add(String.valueOf((char) (isPrintable(b) ? b : next++)));
        }
        return symbols;
    }

    /** The symbols in the order of CLIP's vocabulary: printable bytes first. */
    static List<String> inVocabularyOrder() {
        List<String> symbols = byByte();
        List<String> ordered = new ArrayList<>();
        for (boolean printable : new boolean[] {true, false}) {
            for (int b = 0; b < 256; b++) {
                if (isPrintable(b) == printable) {
                    ordered.add(symbols.get(b));
                }
            }
        }
        return ordered;
    }

    private static boolean isPrintable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b != 0xAD);
    }
}
