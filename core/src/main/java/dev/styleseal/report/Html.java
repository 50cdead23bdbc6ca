package dev.styleseal.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * HTML text under construction, which is well-formed XML too. Tags come from the program; every text and attribute
 * value is escaped, since prompts and file names come from anywhere. Belongs to one thread.
 */
final class Html {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9:-]*");

    private final Words words;
    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** @param words of the page, in its language */
    Html(Words words) {
        this.words = words;
    }

    /** The sentences of the page's own parts. */
    Words words() {
        return words;
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String tag, String... attributes) {
        begin(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** An element without content. */
    Html empty(String tag, String... attributes) {
        begin(tag, attributes);
        out.append("/>");
        return this;
    }

    /** An element with nothing but text. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** Ends the element begun last. */
    Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (open.size() < 3) { // a line for each large piece, for those who look at the source
            out.append('\n');
        }
        return this;
    }

    /** The whole text; every element must be closed. */
    String end() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }

    private void begin(String tag, String... attributes) {
        out.append('<').append(name(tag));
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(name(attributes[i])).append("=\"");
            out.append(escaped(attributes[i + 1])).append('"');
        }
    }

    private static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name of a tag or attribute: " + name);
        }
        return name;
    }

    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(symbol -> {
            switch (symbol) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(symbol) ? symbol : 0xFFFD);
            }
        });
        return out.toString();
    }

    /**
     * XML 1.0, section 2.2, without the control characters that HTML forbids as well, and without marks that turn the
     * direction of the words behind them, which a file's metadata may hold.
     */
    private static boolean isAllowed(int symbol) {
        if ((symbol >= 0x202A && symbol <= 0x202E) || (symbol >= 0x2066 && symbol <= 0x2069)) {
            return false;
        }
        return symbol == '\t'
                || symbol == '\n'
                || (symbol >= 0x20 && symbol < 0x7F)
                || (symbol >= 0xA0 && symbol <= 0xD7FF)
                || (symbol >= 0xE000 && symbol <= 0xFFFD)
                || symbol >= 0x10000;
    }
}
