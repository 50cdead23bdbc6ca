package dev.styleseal.data;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of pictures and how many times each of them is shown per pass.
 *
 * @param repeats at least 1
 */
public record RepeatedFolder(Path folder, int repeats) {
    /** The last colon, and only before a number: {@code C:\pictures} has none. */
    private static final Pattern WITH_NUMBER = Pattern.compile("(.+):([+-]?[0-9]+(?:[.,][0-9]*)?)", Pattern.DOTALL);

    private static final int MOST_DIGITS = 6; // a million times is a mistake

    public RepeatedFolder {
        if (repeats < 1) {
            throw new IllegalArgumentException("Repeats must be at least 1, not " + repeats);
        }
    }

    /**
     * Reads {@code DIR} or {@code DIR:repeats}.
     *
     * @throws BadInput when the number is not a whole one from 1 to 999999, or the folder's name cannot be one
     */
    public static RepeatedFolder parse(String text) {
        Matcher matcher = WITH_NUMBER.matcher(text);
        if (!matcher.matches()) {
            return new RepeatedFolder(path(text, text), 1);
        }
        String number = matcher.group(2);
        if (!number.matches("0*[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}")) {
            throw new BadInput(
                    "Cannot use {0} as a picture folder: {1} is no number of repeats. Expected a whole number from 1 to "
                            + "999999 after the last colon. Write for example {2}:10.",
                    text, number, matcher.group(1));
        }
        return new RepeatedFolder(path(text, matcher.group(1)), Integer.parseInt(number));
    }

    private static Path path(String text, String name) {
        try {
            if (name.isBlank()) {
                throw new InvalidPathException(name, "it is empty");
            }
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "Cannot use \"{0}\" as a picture folder: {1}. Expected DIR or DIR:repeats. Correct the name.",
                    text,
                    Message.of(e.getReason()));
        }
    }
}
