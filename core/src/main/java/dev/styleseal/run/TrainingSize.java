package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sides of the training pictures in pixels. */
record TrainingSize(int width, int height) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

    /**
     * Reads a size such as 512 or 512x768.
     *
     * @throws BadInput if it is none, or does not fit the base
     */
    static TrainingSize of(String text, TrainingBase base) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new BadInput(
                    "--size is {0}. Expected a side in pixels such as {1}, or width x height such as {1}x{1}. Correct it.",
                    text, base.nativeSize());
        }
        int width = Integer.parseInt(matcher.group(1));
        int height = matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2));
        if (width < base.factor()
                || height < base.factor()
                || width % base.factor() != 0
                || height % base.factor() != 0) {
            throw new BadInput(
                    "--size is {0}. Expected sides that are multiples of {1}, such as {2}. Correct it or leave it out.",
                    text, base.factor(), base.nativeSize());
        }
        return new TrainingSize(width, height);
    }
}
