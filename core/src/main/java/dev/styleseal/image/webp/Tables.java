package dev.styleseal.image.webp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The constant tables of both codecs, kept as text beside this class. */
final class Tables {
    private static final Map<String, int[]> ALL = load();

    /** How likely each sub-block mode is: [mode above, 10][mode to the left, 10][9]; section 11.5. */
    static final int[] MODES = table("modes");

    /** How likely a frame replaces a coefficient probability: [4][8][3][11]; section 13.4. */
    static final int[] UPDATES = table("updates");

    /** Coefficient probabilities: [kind, 4][band, 8][context, 3][11]; section 13.5. */
    static final int[] COEFFICIENTS = table("coefficients");

    /** Quantizer steps of the first coefficient and of the others: [128]; section 14.1. */
    static final int[] DC = table("dc");

    static final int[] AC = table("ac");

    /** Places that short distances of the lossless codec stand for: 16 x rows up + 8 - columns left; [120]. */
    static final int[] DISTANCES = table("distances");

    private Tables() {}

    private static int[] table(String name) {
        int[] table = ALL.get(name);
        if (table == null) {
            throw new IllegalStateException("tables.txt has no table " + name);
        }
        return table;
    }

    private static Map<String, int[]> load() {
        try (InputStream in = Tables.class.getResourceAsStream("tables.txt")) {
            if (in == null) {
                throw new IllegalStateException("tables.txt is not beside " + Tables.class);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            String[] words = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining(" "))
                    .split(" ", -1);
            Map<String, int[]> tables = new HashMap<>();
            for (int at = 0; at < words.length; ) {
                int from = at + 2;
                int to = from + Integer.parseInt(words[at + 1]);
                int[] numbers = Arrays.stream(words, from, to)
                        .mapToInt(Integer::parseInt)
                        .toArray();
                tables.put(words[at], numbers);
                at = to;
            }
            return tables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
