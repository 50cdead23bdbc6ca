package dev.styleseal.run;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A file of settings in TOML 1.0.
 *
 * @param file that was read
 * @param text of it
 * @param tree its values; an object
 */
public record TomlFile(Path file, String text, JsonNode tree) {
    private static final long MOST_BYTES = 1_000_000; // settings have some thousand

    private static final Pattern LONG_NUMBER = Pattern.compile(
            "(?m)^[ \\t]*([\"']?)([\\w-]+)\\1[ \\t]*=[ \\t]*([+-]?[0-9](?:_?[0-9]){18,})[ \\t]*(?:#.*)?\\r?$");

    /**
     * Reads a file.
     *
     * @throws BadInput if it is not there, too large, not UTF-8 or not TOML
     */
    public static TomlFile read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BadInput(
                        "Cannot read {0}: it has more than {1} bytes. Expected a TOML file of settings. Choose another file.",
                        file, MOST_BYTES);
            }
            String words = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            String text = words.startsWith("\uFEFF") ? words.substring(1) : words;
            JsonNode tree = new TomlMapper().readTree(text);
            mendLongNumbers(text, tree);
            return new TomlFile(file, text, tree);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new BadInput(
                    e,
                    "{0} is not valid TOML at line {1}: {2}. Expected lines such as steps = 400 or kind = \"style\". Correct it.",
                    file,
                    at == null ? null : at.getLineNr(),
                    e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw new BadInput(
                    e, "Cannot read {0}: it is not in UTF-8. Expected a TOML file. Save it again as UTF-8.", file);
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected a TOML file of settings. Check the name.", file, Reason.of(e));
        }
    }

    /** jackson-dataformat-toml 2.22 drops the first nine of 19 digits, of which a seed may be. */
    private static void mendLongNumbers(String text, JsonNode tree) {
        List<JsonNode> tables = new ArrayList<>(List.of(tree));
        tree.forEach(tables::add);
        Matcher line = LONG_NUMBER.matcher(text);
        while (line.find()) {
            for (JsonNode table : tables) {
                if (table instanceof ObjectNode object
                        && object.path(line.group(2)).isIntegralNumber()) {
                    object.put(line.group(2), new BigInteger(line.group(3).replaceAll("[_+]", "")));
                }
            }
        }
    }

    /** Where a key stands, to follow the file's name: its line if that is certain, else nothing. */
    public Message at(String key) {
        Pattern begins = Pattern.compile("\\s*\\[{0,2}\\s*([\"']?)" + Pattern.quote(key) + "\\1\\s*[=.\\]].*");
        List<String> lines = text.lines().toList();
        List<Integer> found = IntStream.range(0, lines.size())
                .filter(line -> begins.matcher(lines.get(line)).matches())
                .boxed()
                .toList();
        return found.size() == 1 ? Message.of(", line {0}", found.get(0) + 1) : Message.of("");
    }
}
