package dev.styleseal.error;

import java.util.Locale;

/**
 * A number in a sentence: 1,234.5 in English, 1 234,5 in Russian. Not for what a machine reads, nor for what somebody typed
 * and may type again.
 *
 * @param english with commas between thousands and a point before decimals; other letters may stand around it
 */
public record Figure(String english) {
    private static final char NO_BREAK_SPACE = '\u00a0';

    /** With that many digits behind the point. */
    public static Figure decimal(double value, int digits) {
        return new Figure(String.format(Locale.ROOT, "%." + digits + "f", value));
    }

    /** A whole number in groups of three digits. */
    public static Figure count(long value) {
        return new Figure(String.format(Locale.ROOT, "%,d", value));
    }

    /** As it is written in that language. */
    public String text(Language language) {
        return switch (language) {
            case ENGLISH -> english;
            case RUSSIAN -> english.replace(',', NO_BREAK_SPACE).replace('.', ',');
        };
    }

    /** The number itself, where there is nothing else. */
    Number number() {
        String digits = english.replace(",", "");
        return digits.contains(".") ? (Number) Double.valueOf(digits) : (Number) Long.valueOf(digits);
    }

    @Override
    public String toString() {
        return english;
    }
}
