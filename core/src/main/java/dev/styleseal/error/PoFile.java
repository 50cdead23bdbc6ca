package dev.styleseal.error;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of gettext's text format that is used here: {@code msgid} and {@code msgstr}, each a row of quoted lines, and
 * comments (GNU gettext manual, "The Format of PO Files"). What is not translated, or marked fuzzy, is not there.
 */
final class PoFile {
    private final Map<String, String> translations = new LinkedHashMap<>();
    private final StringBuilder id = new StringBuilder();
    private final StringBuilder translation = new StringBuilder();
    private StringBuilder open = id;

    private PoFile() {}

    /** Translations by what they translate, in the order of the file. */
    static Map<String, String> read(String text) {
        PoFile file = new PoFile();
        boolean fuzzy = false;
        boolean skip = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("#,") && line.contains("fuzzy")) {
                fuzzy = true;
            } else if (line.startsWith("msgid ")) {
                file.finish(skip);
                skip = fuzzy;
                fuzzy = false;
                file.open = file.id;
                file.add(line.substring("msgid ".length()));
            } else if (line.startsWith("msgstr ")) {
                file.open = file.translation;
                file.add(line.substring("msgstr ".length()));
            } else if (line.startsWith("\"")) {
                file.add(line);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IllegalArgumentException("no line of a catalog: " + line);
            }
        }
        file.finish(skip);
        return file.translations;
    }

    private void finish(boolean skip) {
        boolean header = id.isEmpty();
        if (!skip && !header && !translation.isEmpty()) {
            if (translations.put(id.toString(), translation.toString()) != null) {
                throw new IllegalArgumentException("translated twice: " + id);
            }
        }
        id.setLength(0);
        translation.setLength(0);
    }

    /** Adds a quoted line to what is open. */
    private void add(String quoted) {
        String inside = quoted.strip();
        if (inside.length() < 2 || !inside.startsWith("\"") || !inside.endsWith("\"")) {
            throw new IllegalArgumentException("no quoted line: " + quoted);
        }
        for (int i = 1; i < inside.length() - 1; i++) {
            char letter = inside.charAt(i);
            if (letter == '\\') {
                i++;
                letter = inside.charAt(i) == 'n' ? '\n' : inside.charAt(i) == 't' ? '\t' : inside.charAt(i);
            }
            open.append(letter);
        }
    }
}
