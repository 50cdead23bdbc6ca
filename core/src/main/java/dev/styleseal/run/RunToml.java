package dev.styleseal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file run.toml: a run written down so that it can be repeated. Keys are those of the command line. */
public final class RunToml {
    private RunToml() {}

    /**
     * Reads a description.
     *
     * @throws BadInput if there is no such file, it is no TOML, or a key or value is not known
     */
    public static RunDescription read(Path file) {
        TomlFile toml = TomlFile.read(file);
        RunDescription description = RunDescription.empty();
        for (Map.Entry<String, JsonNode> entry : toml.tree().properties()) {
            try {
                description = with(description, entry.getKey(), entry.getValue());
            } catch (BadInput e) {
                throw new BadInput(e, "Cannot use {0}{1}: {2}", file, toml.at(entry.getKey()), e.message());
            }
        }
        return description;
    }

    private static RunDescription with(RunDescription description, String key, JsonNode value) {
        Optional<RunKey> part = Arrays.stream(RunKey.values())
                .filter(known -> known.key().equals(key))
                .findFirst();
        if (part.isPresent()) {
            return description.with(part.get(), plain(value));
        }
        List<String> known = new ArrayList<>(
                Arrays.stream(Setting.values()).map(Setting::key).toList());
        known.addAll(RunKey.keys());
        if (!known.contains(key)) {
            throw new BadInput(
                    "there is no key {0}. Did you mean {1}? Expected keys among {2}.",
                    key, Nearest.to(key, known), String.join(", ", known));
        }
        Setting setting = Setting.named(key);
        boolean text = setting.type() == Setting.Type.TEXT;
        if (value.isContainerNode() || (text ? value.isBoolean() : value.isTextual())) {
            throw new BadInput(
                    "{0} is {1}. Expected {2} ({3}). Correct it or leave it out.",
                    key,
                    value,
                    Message.of(
                            switch (setting.type()) {
                                case WHOLE -> "a whole number";
                                case NUMBER -> "a number";
                                case TEXT -> "a text";
                                case FLAG -> "true or false";
                            }),
                    setting.meaning());
        }
        return description.with(description.settings().with(setting, plain(value)));
    }

    private static Object plain(JsonNode value) {
        if (value.isArray()) {
            List<Object> list = new ArrayList<>();
            value.forEach(element -> list.add(element.isTextual() ? element.textValue() : element));
            return list;
        }
        if (value.isTextual()) {
            return value.textValue();
        }
        boolean whole = value.isNumber() && value.canConvertToExactIntegral();
        return whole && value.canConvertToInt() ? (Object) value.intValue() : value;
    }

    /**
     * The text of a run.toml.
     *
     * @param description all of it; every setting
     * @param reasons why settings have their values; become comments
     * @param language of the comments
     */
    public static String text(RunDescription description, Map<Setting, Message> reasons, Language language) {
        StringBuilder out = new StringBuilder(comment(
                        Message.of("A run of Style Seal. Repeat it: styleseal train --config run.toml"), language))
                .append('\n');
        description
                .order()
                .forEach((key, value) -> out.append(line(key.key(), value) + comment(key.meaning(), language)));
        out.append('\n');
        description
                .settings()
                .values()
                .forEach((setting, value) -> out.append(line(setting.key(), value)
                        + comment(reasons.getOrDefault(setting, setting.meaning()), language)));
        return out.toString();
    }

    private static String line(String key, Object value) {
        return key + " = " + literal(value) + "  ";
    }

    private static String comment(Message words, Language language) {
        return "# " + words.text(language).replaceAll("\\p{Cntrl}", " ") + "\n";
    }

    private static String literal(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(RunToml::literal).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    /** A basic string (TOML 1.0, section String): control characters are the only ones that may not stand in it. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(letter -> {
            if (letter == '"' || letter == '\\') {
                out.append('\\').append((char) letter);
            } else if (letter < ' ' || letter == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04X", letter));
            } else {
                out.append((char) letter);
            }
        });
        return out.append('"').toString();
    }
}
