package dev.styleseal.clip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What CLIP's published tokenizer takes a character for, whatever Java runs it.
 *
 * <p>Java's own answers change with its Unicode version (13 in Java 17, 16 in Java 25), so that one caption would become
 * other tokens on another machine. The table is a resource; its first lines say which Unicode versions it follows.
 * Immutable after loading, may be shared between threads.
 */
final class CharacterTable {
    private final BitSet letters = new BitSet();
    private final BitSet numbers = new BitSet();
    private final BitSet spaces = new BitSet();
    private final BitSet composable = new BitSet();
    private final Map<Integer, Integer> lower = new HashMap<>();

    private CharacterTable() {}

    static CharacterTable load() {
        CharacterTable table = new CharacterTable();
        try (InputStream in =
                        Objects.requireNonNull(CharacterTable.class.getResourceAsStream("characters.txt"), "resource");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(table::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    boolean isLetter(int codePoint) {
        return letters.get(codePoint);
    }

    boolean isNumber(int codePoint) {
        return numbers.get(codePoint);
    }

    boolean isSpace(int codePoint) {
        return spaces.get(codePoint);
    }

    /** Whether canonical composition knows the character; others stay as they are and where they are. */
    boolean isComposable(int codePoint) {
        return composable.get(codePoint);
    }

    int toLowerCase(int codePoint) {
        return codePoint + lower.getOrDefault(codePoint, 0);
    }

    private void add(String line) {
        String[] words = line.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            switch (words[0]) {
                case "letter" -> addRange(letters, words[i]);
                case "number" -> addRange(numbers, words[i]);
                case "space" -> addRange(spaces, words[i]);
                case "composable" -> addRange(composable, words[i]);
                case "lower" -> addLower(words[i]);
                default -> throw new IllegalStateException("characters.txt: " + words[0]);
            }
        }
    }

    /** {@code 41} or {@code 41-5A}. */
    private static void addRange(BitSet set, String range) {
        String[] ends = range.split("-", -1);
        set.set(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
    }

    /** {@code 178:-121}, {@code 41-5A:32} or, for every second code point, {@code 100-12E/2:1}. */
    private void addLower(String rule) {
        String[] parts = rule.split(":", -1);
        boolean everySecond = parts[0].endsWith("/2");
        String[] ends = parts[0].replace("/2", "").split("-", -1);
        int last = Integer.parseInt(ends[ends.length - 1], 16);
        for (int c = Integer.parseInt(ends[0], 16); c <= last; c += everySecond ? 2 : 1) {
            lower.put(c, Integer.parseInt(parts[1]));
        }
    }
}
