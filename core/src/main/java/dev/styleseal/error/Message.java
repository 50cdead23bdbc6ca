package dev.styleseal.error;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sentence for people: a pattern with places {@code {0}}, {@code {1}}, ... and what fills them.
 *
 * @param pattern English text; the key under which a translation is looked up
 * @param arguments what fills the places, shown by {@link String#valueOf(Object)}
 */
public record Message(String pattern, List<Object> arguments) {
    public Message {
        arguments = List.copyOf(arguments);
    }

    public static Message of(String pattern, @Nullable Object... arguments) {
        return new Message(
                pattern,
                Arrays.stream(arguments)
                        .<Object>map(a -> a == null ? "(unknown)" : a)
                        .toList());
    }

    /** The pattern with its places filled. */
    public String text() {
        return fill(pattern);
    }

    private String fill(String text) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            String inside = close < 0 ? "" : text.substring(open + 1, close);
            if (inside.matches("\\d+") && Integer.parseInt(inside) < arguments.size()) {
                out.append(text, from, open).append(arguments.get(Integer.parseInt(inside)));
                from = close + 1;
            } else {
                out.append(text, from, open + 1);
                from = open + 1;
            }
        }
        return out.append(text.substring(from)).toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
