package dev.styleseal.report;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The sentences of a page, kept in one file beside the class that uses them, so that they can be translated. Immutable. */
public final class Words {
    /** What stands behind numbers; everything else is a number. */
    private static final List<Message> UNITS = List.of(
            Message.of("B"),
            Message.of("kB"),
            Message.of("MB"),
            Message.of("GB"),
            Message.of("TB"),
            Message.of("s"),
            Message.of("min"),
            Message.of("h"));

    private final ResourceBundle bundle;
    private final Language language;

    private Words(ResourceBundle bundle, Language language) {
        this.bundle = bundle;
        this.language = language;
    }

    /**
     * The file {@code words.properties} (UTF-8, English) of the package of {@code place}, or {@code words_ru.properties} for
     * Russian.
     */
    public static Words beside(Class<?> place, Language language) {
        Locale locale = language == Language.ENGLISH ? Locale.ROOT : Locale.forLanguageTag(language.code());
        return new Words(
                ResourceBundle.getBundle(place.getPackageName() + ".words", locale, place.getClassLoader()), language);
    }

    /**
     * A sentence with its places {@code {0}}, {@code {1}}, ... filled.
     *
     * @throws java.util.MissingResourceException if there is no such key
     */
    public String of(String key, @Nullable Object... arguments) {
        return Message.of(bundle.getString(key), arguments).text(language);
    }

    public Language language() {
        return language;
    }

    /** A sentence of the program in the language of the page. */
    public String text(Message message) {
        return message.text(language);
    }

    /** A number with its unit, as {@link PlainNumbers} writes it in English, in this language. */
    public String number(String plain) {
        StringBuilder text = new StringBuilder();
        for (String part : plain.split(" ", -1)) {
            Optional<Message> unit =
                    UNITS.stream().filter(known -> known.pattern().equals(part)).findFirst();
            text.append(text.isEmpty() ? "" : " ");
            text.append(unit.map(known -> known.text(language)).orElseGet(() -> new Figure(part).text(language)));
        }
        return text.toString();
    }
}
