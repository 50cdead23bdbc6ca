package dev.styleseal.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A few lower-case letters of 5 x 8 dots, for labels inside pictures: Java's own text drawing needs fonts, which a bare
 * server does not have. Immutable.
 */
final class Letters {
    /** Dots from the beginning of one letter to that of the next. */
    static final int ADVANCE = 6;

    private static final int ROWS = 8;

    private final Map<Character, List<String>> dots = new HashMap<>();

    private Letters(List<String> lines) {
        for (int i = 0; i + ROWS < lines.size(); i += ROWS + 1) {
            dots.put(lines.get(i).charAt(0), lines.subList(i + 1, i + 1 + ROWS));
        }
    }

    /** From letters.txt: each letter, then its rows. */
    static Letters read() {
        try (InputStream in = Objects.requireNonNull(Letters.class.getResourceAsStream("letters.txt"))) {
            return new Letters(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a line of text has ink at a dot, seen from its upper left corner. */
    boolean isInk(String text, int x, int y) {
        int place = x / ADVANCE;
        int column = x % ADVANCE;
        if (place >= text.length() || column == ADVANCE - 1 || y >= ROWS || text.charAt(place) == ' ') {
            return false;
        }
        List<String> letter = dots.get(text.charAt(place));
        if (letter == null) {
            throw new IllegalArgumentException("no letter " + text.charAt(place));
        }
        return letter.get(y).charAt(column) == '#';
    }
}
