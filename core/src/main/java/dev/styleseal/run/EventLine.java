package dev.styleseal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** One line of events.jsonl, its fields read with their types checked; every error names file, line and event. */
final class EventLine {
    private static final double LONGEST_SECONDS = 1e9; // thirty years

    private final Path file;
    private final long number;
    private final JsonNode json;

    /** @param number of the line, from 1 */
    EventLine(Path file, long number, JsonNode json) {
        this.file = file;
        this.number = number;
        this.json = json;
        if (!json.isObject() || !json.path("event").isTextual()) {
            throw wrong("a JSON object with event and at");
        }
    }

    String event() {
        return json.path("event").textValue();
    }

    JsonNode json() {
        return json;
    }

    Instant at() {
        try {
            return Instant.parse(text("at"));
        } catch (DateTimeException e) {
            throw wrong("at", "a time such as 2026-01-02T03:04:05Z");
        }
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    String text(String field) {
        if (!json.path(field).isTextual()) {
            throw wrong(field, "a text");
        }
        return json.path(field).textValue();
    }

    /** A whole number, 0 or more. */
    int count(String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw wrong(field, "a whole number, 0 or more");
        }
        return value.intValue();
    }

    long whole(String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "a whole number");
        }
        return value.longValue();
    }

    double number(String field) {
        return finite(json.path(field), field);
    }

    double finite(JsonNode value, String field) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(field, "a number");
        }
        return value.doubleValue();
    }

    boolean flag(String field) {
        if (!json.path(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return json.path(field).booleanValue();
    }

    Duration seconds(String field) {
        double seconds = number(field);
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw wrong(field, "seconds, 0 or more");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** A file inside the folder of the run, by its name relative to that; nothing outside can be named. */
    Path inside(Path folder, String field) {
        String name = text(field);
        try {
            Path path = Path.of(name);
            boolean outside = path.isAbsolute() || name.contains("\\") || name.contains(":");
            for (Path part : path) {
                outside |= part.toString().equals("..");
            }
            if (!outside && !name.isEmpty()) {
                return folder.resolve(path);
            }
        } catch (InvalidPathException e) {
            throw wrong(field, "the name of a file in the run's folder");
        }
        throw wrong(field, "the name of a file in the run's folder");
    }

    Message sentence(String field) {
        return MessageJson.read(this, json.path(field));
    }

    /** The same line with the fields of an object inside it. */
    EventLine in(JsonNode object) {
        if (!object.isObject()) {
            throw wrong("a list of JSON objects");
        }
        return new EventLine(file, number, ((ObjectNode) object.deepCopy()).put("event", event()));
    }

    CorruptFile wrong(String expected) {
        return new CorruptFile(
                "Line {0} of {1} cannot be read. Expected {2}, as Style Seal writes it. Delete the line, or write the report of another run.",
                number, file, Message.of(expected));
    }

    private CorruptFile wrong(String field, String expected) {
        JsonNode found = json.path(field);
        return new CorruptFile(
                "Line {0} of {1} (event {2}) has {3} = {4}. Expected {5}. Delete the line, or write the report of another run.",
                number,
                file,
                event(),
                field,
                found.isMissingNode() ? Message.of("(nothing)") : shortened(found),
                Message.of(expected));
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + " ...";
    }
}
