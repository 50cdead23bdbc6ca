package dev.styleseal.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A config.json: typed values by key, every error naming file and key. Immutable. */
public final class ConfigFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Object where;
    private final JsonNode root;

    private ConfigFile(Object where, JsonNode root) {
        this.where = where;
        this.root = root;
    }

    /**
     * A config that is in no file of its own.
     *
     * @param where what error messages call it: a path or a {@link Message}
     */
    public static ConfigFile of(ObjectNode config, Object where) {
        return new ConfigFile(where, config);
    }

    /**
     * Reads a JSON object.
     *
     * @throws BadInput if there is no such file
     * @throws CorruptFile if it is not a JSON object
     */
    public static ConfigFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(
                    "There is no file {0}. Expected the configuration of a diffusers model folder. Name the folder that holds model_index.json.",
                    file);
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new CorruptFile(
                        "{0} holds no JSON object. Expected the keys of a config. Fetch the model again.", file);
            }
            return new ConfigFile(file, root);
        } catch (JsonProcessingException e) {
            throw new CorruptFile(
                    e,
                    "{0} is not valid JSON: {1}. Expected one object. Fetch the model again.",
                    file,
                    e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadInput(e, "Cannot read {0}: {1}. Check the file's permissions.", file, Reason.of(e));
        }
    }

    /** What error messages call it, mostly its path. */
    public Object where() {
        return where;
    }

    /** The whole object, for readers with rules of their own. */
    public JsonNode json() {
        return root;
    }

    public boolean has(String key) {
        return root.hasNonNull(key);
    }

    public int integer(String key) {
        JsonNode node = root.path(key);
        if (!node.canConvertToInt() || !node.isIntegralNumber()) {
            throw wrong(key, node, "a whole number");
        }
        return node.intValue();
    }

    public int integer(String key, int missing) {
        return has(key) ? integer(key) : missing;
    }

    public double number(String key, double missing) {
        if (!has(key)) {
            return missing;
        }
        if (!root.path(key).isNumber()) {
            throw wrong(key, root.path(key), "a number");
        }
        return root.path(key).doubleValue();
    }

    public boolean flag(String key, boolean missing) {
        if (!has(key)) {
            return missing;
        }
        if (!root.path(key).isBoolean()) {
            throw wrong(key, root.path(key), "true or false");
        }
        return root.path(key).booleanValue();
    }

    public String text(String key, String missing) {
        if (!has(key)) {
            return missing;
        }
        if (!root.path(key).isTextual()) {
            throw wrong(key, root.path(key), "a text");
        }
        return root.path(key).textValue();
    }

    public List<String> texts(String key) {
        List<String> values = new ArrayList<>();
        for (JsonNode node : list(key)) {
            if (!node.isTextual()) {
                throw wrong(key, node, "a list of texts");
            }
            values.add(node.textValue());
        }
        return values;
    }

    public List<Integer> integers(String key) {
        List<Integer> values = new ArrayList<>();
        for (JsonNode node : list(key)) {
            if (!node.isIntegralNumber()) {
                throw wrong(key, node, "a list of whole numbers");
            }
            values.add(node.intValue());
        }
        return values;
    }

    /** A list of {@code count} numbers, or one number that stands for all of them, or {@code missing} for all. */
    public List<Integer> integers(String key, int count, int missing) {
        if (!root.path(key).isArray()) {
            return Collections.nCopies(count, integer(key, missing));
        }
        List<Integer> values = integers(key);
        if (values.size() != count) {
            throw wrong(key, root.path(key), Message.of("{0} numbers, one a level", count));
        }
        return values;
    }

    /** Refuses a value that this program does not implement; a missing or null key is fine. */
    public void requireSupported(String key, Object... supported) {
        if (!has(key)) {
            return;
        }
        String found = root.path(key).asText();
        for (Object value : supported) {
            if (String.valueOf(value).equals(found)) {
                return;
            }
        }
        throw new BadInput(
                "{0} has {1} = {2}, which is not supported. Supported: {3}. Use a model of the Stable Diffusion 1, 2 or XL kind.",
                where, key, found, List.of(supported));
    }

    private Iterable<JsonNode> list(String key) {
        if (!root.path(key).isArray() || root.path(key).isEmpty()) {
            throw wrong(key, root.path(key), "a list");
        }
        return root.path(key);
    }

    private CorruptFile wrong(String key, JsonNode found, String expected) {
        return wrong(key, found, Message.of(expected));
    }

    private CorruptFile wrong(String key, JsonNode found, Message expected) {
        return new CorruptFile(
                "{0} has {1} = {2}. Expected {3}. Fetch the model again or correct the file.",
                where, key, found.isMissingNode() ? Message.of("(nothing)") : found, expected);
    }
}
