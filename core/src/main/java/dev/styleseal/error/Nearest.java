package dev.styleseal.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Which valid name somebody meant when they typed another. */
public final class Nearest {
    private Nearest() {}

    /** The name among {@code valid} (not empty) that is the fewest edits away from {@code word}, ignoring case. */
    public static String to(String word, Collection<String> valid) {
        return valid.stream()
                .min(Comparator.comparingInt(
                        name -> edits(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Insertions, deletions and replacements (Levenshtein 1966). */
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
