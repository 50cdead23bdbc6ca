package dev.styleseal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sentences in events.jsonl: {@code text} in English, {@code pattern} and {@code arguments} as texts. Where an argument is
 * a sentence or a number itself, {@code values} holds them as they are, so that the whole can be said in another language.
 */
final class MessageJson {
    private static final int DEEPEST = 8; // sentences inside of sentences; two is the most that is written
    private static final int MOST_ARGUMENTS = 1000;

    private static final Pattern COUNT =
            Pattern.compile("-?\\d{1,3}(,\\d{3}){0,5}(\\.\\d{1,20})?|-?\\d{1,18}(\\.\\d{1,20})?");

    private MessageJson() {}

    /** Adds the fields of a sentence to an object. */
    static ObjectNode put(ObjectNode line, Message message) {
        line.put("text", message.text());
        return places(line, message);
    }

    private static ObjectNode places(ObjectNode line, Message message) {
        line.put("pattern", message.pattern());
        ArrayNode arguments = line.putArray("arguments");
        message.arguments().forEach(argument -> arguments.add(String.valueOf(argument)));
        if (message.arguments().stream().anyMatch(MessageJson::isMoreThanText)) {
            ArrayNode values = line.putArray("values");
            message.arguments().forEach(argument -> values.add(value(argument)));
        }
        return line;
    }

    private static boolean isMoreThanText(Object argument) {
        return argument instanceof Message || argument instanceof Figure || argument instanceof Number;
    }

    private static JsonNode value(Object argument) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (argument instanceof Message message) {
            return places(json.objectNode(), message);
        }
        if (argument instanceof Figure figure) {
            return json.objectNode().put("figure", figure.english());
        }
        if (argument instanceof Integer || argument instanceof Long) {
            return json.numberNode(((Number) argument).longValue());
        }
        return argument instanceof Double number && Double.isFinite(number)
                ? json.numberNode(number)
                : json.textNode(String.valueOf(argument));
    }

    /** The sentence of an object that {@link #put} filled; {@code line} tells what is wrong with others. */
    static Message read(EventLine line, JsonNode sentence) {
        return read(line, sentence, DEEPEST);
    }

    private static Message read(EventLine line, JsonNode sentence, int depth) {
        JsonNode pattern = sentence.path("pattern");
        JsonNode arguments = sentence.path(sentence.has("values") ? "values" : "arguments");
        if (!pattern.isTextual() || !arguments.isArray() || arguments.size() > MOST_ARGUMENTS || depth == 0) {
            throw line.wrong("a sentence: pattern and arguments");
        }
        List<Object> places = new ArrayList<>();
        for (JsonNode argument : arguments) {
            Object place = argument(line, argument, depth);
            boolean counted = pattern.textValue().contains("{" + places.size() + "|");
            if (counted
                    && place instanceof Figure figure
                    && !COUNT.matcher(figure.english()).matches()) {
                throw line.wrong("a sentence whose nouns follow numbers");
            }
            places.add(place);
        }
        return new Message(pattern.textValue(), places);
    }

    private static Object argument(EventLine line, JsonNode value, int depth) {
        if (value.has("pattern")) {
            return read(line, value, depth - 1);
        }
        if (value.path("figure").isTextual()) {
            return new Figure(value.path("figure").textValue());
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        return value.isNumber() ? (Object) value.doubleValue() : value.asText();
    }
}
