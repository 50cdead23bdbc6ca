package dev.styleseal.clip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds added tokens in a text, the leftmost first and of those the longest, and leaves the text between them.
 *
 * <p>As the Rust library {@code tokenizers} does in {@code AddedVocabulary}. Safe to share.
 */
final class AddedTokens {
    private final List<AddedToken> longestFirst;

    AddedTokens(List<AddedToken> tokens) {
        longestFirst = tokens.stream()
                .sorted(Comparator.comparingInt(
                        (AddedToken token) -> -token.text().length()))
                .toList();
    }

    /** The text in its order; texts between tokens are not empty. */
    List<Segment> split(String text) {
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            int length = 0;
            for (AddedToken token : longestFirst) {
                if (text.startsWith(token.text(), at)) {
                    addText(segments, text.substring(from, at));
                    segments.add(new Segment.Token(token));
                    length = token.text().length();
                    from = at + length;
                    break;
                }
            }
            at += Math.max(length, 1);
        }
        addText(segments, text.substring(from));
        return segments;
    }

    private static void addText(List<Segment> segments, String text) {
        if (!text.isEmpty()) {
            segments.add(new Segment.Text(text));
        }
    }

    /** A part of a text. */
    sealed interface Segment {
        /** Ordinary text. */
        record Text(String text) implements Segment {}

        /** One of the tokens. */
        record Token(AddedToken token) implements Segment {}
    }
}
