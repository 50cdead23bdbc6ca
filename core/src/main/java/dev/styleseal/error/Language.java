package dev.styleseal.error;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A language in which people can be spoken to. English stands in the code; each other language has a catalog of
 * translations, {@code messages.CODE.po}, beside the code that speaks. Safe for use by any number of threads.
 */
public enum Language {
    ENGLISH("en"),
    RUSSIAN("ru");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** Two letters by ISO 639, such as {@code ru}. */
    public String code() {
        return code;
    }

    /**
     * The language of a code.
     *
     * @throws BadInput if there is none of that code
     */
    public static Language named(String code) {
        List<String> codes = Arrays.stream(values()).map(Language::code).toList();
        if (!codes.contains(code)) {
            throw new BadInput(
                    "--language is \"{0}\". Expected one of {1}. Correct it, or leave it out for the language of the system.",
                    code, String.join(", ", codes));
        }
        return values()[codes.indexOf(code)];
    }

    /** The language of a locale; English for all that is not spoken here, and for the locales C and POSIX. */
    public static Language of(Locale locale) {
        return Arrays.stream(values())
                .filter(language -> language.code.equals(locale.getLanguage()))
                .findFirst()
                .orElse(ENGLISH);
    }

    /** The pattern in this language; itself where there is no translation. */
    String translated(String pattern) {
        return this == ENGLISH ? pattern : Russian.CATALOG.of(pattern).orElse(pattern);
    }

    /**
     * Which form of a noun follows a number: 0, 1 or 2, as in "1 шаг, 2 шага, 5 шагов" (Unicode CLDR, plural rules).
     * What is no whole number takes the second form in Russian ("2,5 шага").
     */
    int form(Number number) {
        boolean whole = number instanceof Integer || number instanceof Long;
        long count = Math.abs(number.longValue());
        return switch (this) {
            case ENGLISH -> whole && count == 1 ? 0 : 1;
            case RUSSIAN -> {
                long last = count % 10;
                boolean teen = count / 10 % 10 == 1;
                if (!whole) {
                    yield 1;
                }
                yield teen || last == 0 || last > 4 ? 2 : last == 1 ? 0 : 1;
            }
        };
    }

    /** Read when somebody first asks for Russian. */
    private static final class Russian {
        static final Catalog CATALOG = Catalog.read(RUSSIAN.code);
    }
}
