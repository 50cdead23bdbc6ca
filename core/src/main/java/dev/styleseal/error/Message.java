package dev.styleseal.error;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A sentence, or a part of one, for people: a pattern with places {@code {0}}, {@code {1}}, ... and what fills them.
 *
 * <p>What comes from elsewhere, such as a name in a file, cannot begin a line of its own: its line feeds are written out.
 *
 * <p>A place {@code {0|step|steps}} holds the form of a noun that goes with the number {0}; Russian has three.
 *
 * @param pattern English text; the key under which a translation is looked up
 * @param arguments what fills the places: messages and figures in the language of the whole, everything else by {@link
 *     String#valueOf(Object)}
 */
public record Message(String pattern, List<Object> arguments) {
    public Message {
        arguments = List.copyOf(arguments);
    }

    public static Message of(String pattern, @Nullable Object... arguments) {
        return new Message(
                pattern,
                Arrays.stream(arguments)
                        .<Object>map(a -> a == null ? Message.of("(unknown)") : a)
                        .toList());
    }

    /** All parts in a row, with the separator between them. */
    public static Message joined(String separator, List<?> parts) {
        String pattern =
                IntStream.range(0, parts.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining(separator));
        return new Message(pattern, new ArrayList<>(parts));
    }

    /** In English. */
    public String text() {
        return text(Language.ENGLISH);
    }

    /** In a language; in English where there is no translation. */
    public String text(Language language) {
        String text = language.translated(pattern);
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            List<String> place = List.of((close < 0 ? "" : text.substring(open + 1, close)).split("\\|", -1));
            if (place.get(0).matches("\\d{1,4}") && Integer.parseInt(place.get(0)) < arguments.size()) {
                Object argument = arguments.get(Integer.parseInt(place.get(0)));
                out.append(text, from, open);
                out.append(place.size() == 1 ? shown(argument, language) : form(place, argument, language));
                from = close + 1;
            } else {
                out.append(text, from, open + 1);
                from = open + 1;
            }
        }
        return out.append(text.substring(from)).toString();
    }

    private static String shown(Object argument, Language language) {
        if (argument instanceof Message message) {
            return message.text(language);
        }
        return argument instanceof Figure figure
                ? figure.text(language)
                : String.valueOf(argument).replace("\n", "\\u000a");
    }

    /** The noun that fits the number; the last one where the argument is none. */
    private static String form(List<String> place, Object argument, Language language) {
        int last = place.size() - 1;
        Object counted = argument instanceof Figure figure ? figure.number() : argument;
        return place.get(counted instanceof Number number ? Math.min(last, 1 + language.form(number)) : last);
    }

    @Override
    public String toString() {
        return text();
    }
}
