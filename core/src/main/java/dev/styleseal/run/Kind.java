package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a seal is to teach; decides whether the text encoder learns. */
public enum Kind {
    /** The look of the pictures, whatever they show. */
    STYLE,
    /** One thing, in many places. */
    PRODUCT,
    /** One figure, in many poses. */
    CHARACTER,
    /** A word that the base has never read; the only kind for which the text encoder learns too. */
    WORD;

    /**
     * The kind of that name.
     *
     * @throws BadInput if there is none
     */
    public static Kind named(String name) {
        for (Kind kind : values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        throw new BadInput(
                "There is no kind {0}. Expected one of {1}. Did you mean {2}?",
                name, String.join(", ", names()), Nearest.to(name, names()));
    }

    /** The name users type. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(Kind::label).toList();
    }
}
