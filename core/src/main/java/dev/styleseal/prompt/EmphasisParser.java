package dev.styleseal.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights in a prompt: {@code (x)} counts 1.1 times, {@code [x]} 1/1.1 times, {@code (x:1.3)} as much as it says, nested
 * ones multiply; a backslash takes the meaning from a bracket; BREAK starts a new chunk. Brackets that nobody closes
 * reach to the end; those that nobody opened are text ({@code parse_prompt_attention} of AUTOMATIC1111's web UI).
 */
public final class EmphasisParser {
    private static final double ROUND = 1.1;
    private static final double SQUARE = 1 / 1.1;

    private static final Pattern TOKEN = Pattern.compile(
            "\\\\[()\\[\\]\\\\]?" // an escape, or a backslash that goes
                    + "|:([+-]?(?:\\d+\\.?\\d*|\\.\\d+))\\)" // a weight
                    + "|[()\\[\\]:]"
                    + "|[^\\\\()\\[\\]:]+");
    private static final Pattern BREAK =
            Pattern.compile("\\s*(?<![\\p{L}\\p{N}_])BREAK(?![\\p{L}\\p{N}_])\\s*", Pattern.UNICODE_CHARACTER_CLASS);

    private final List<WeightedText> pieces = new ArrayList<>();
    private final Deque<Integer> round = new ArrayDeque<>();
    private final Deque<Integer> square = new ArrayDeque<>();

    private EmphasisParser() {}

    /** The pieces of a prompt in their order; neighbours differ in weight; at least one, which may be empty. */
    public static List<WeightedText> parse(String prompt) {
        EmphasisParser parser = new EmphasisParser();
        Matcher tokens = TOKEN.matcher(prompt);
        while (tokens.find()) {
            parser.take(tokens.group(), tokens.group(1) == null ? "" : tokens.group(1));
        }
        // The outermost first: the products are then those of the web UI to the last bit.
        parser.round.descendingIterator().forEachRemaining(from -> parser.multiply(from, ROUND));
        parser.square.descendingIterator().forEachRemaining(from -> parser.multiply(from, SQUARE));
        return merged(parser.pieces);
    }

    private void take(String token, String weight) {
        if (token.startsWith("\\")) {
            pieces.add(new WeightedText(token.substring(1), 1));
        } else if (token.equals("(")) {
            round.push(pieces.size());
        } else if (token.equals("[")) {
            square.push(pieces.size());
        } else if (!weight.isEmpty() && !round.isEmpty()) {
            multiply(round.pop(), Double.parseDouble(weight));
        } else if (token.equals(")") && !round.isEmpty()) {
            multiply(round.pop(), ROUND);
        } else if (token.equals("]") && !square.isEmpty()) {
            multiply(square.pop(), SQUARE);
        } else {
            text(token);
        }
    }

    private void text(String token) {
        String[] parts = BREAK.split(token, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                pieces.add(WeightedText.BREAK);
            }
            pieces.add(new WeightedText(parts[i], 1));
        }
    }

    private void multiply(int from, double factor) {
        for (int i = from; i < pieces.size(); i++) {
            pieces.set(i, pieces.get(i).times(factor));
        }
    }

    private static List<WeightedText> merged(List<WeightedText> pieces) {
        List<WeightedText> merged = new ArrayList<>();
        for (WeightedText piece : pieces) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).weight() == piece.weight()) {
                merged.set(last, new WeightedText(merged.get(last).text() + piece.text(), piece.weight()));
            } else {
                merged.add(piece);
            }
        }
        return merged.isEmpty() ? List.of(new WeightedText("", 1)) : List.copyOf(merged);
    }
}
