package dev.styleseal.clip;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the small text and JSON files of a tokenizer, which are strangers' files: bounded in size, complete and valid. */
final class TokenizerFile {
    /** What helps against most damage. */
    static final String FETCH_AGAIN = "Fetch the tokenizer folder of the base again.";

    /** CLIP's own files have 1 MB; ten times a vocabulary of all scripts stays below this. */
    private static final long LARGEST_BYTES = 32L << 20;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private TokenizerFile() {}

    /** The JSON object that the file holds. */
    static JsonNode json(Path file) {
        try {
            JsonNode node = JSON.readTree(bytes(file));
            if (!node.isObject()) {
                throw new CorruptFile(
                        "Cannot read {0}: it holds no JSON object. Expected text that starts with a curly bracket. {1}",
                        file, FETCH_AGAIN);
            }
            return node;
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            throw new CorruptFile(
                    e,
                    "Cannot read {0}: no valid JSON at line {1}, column {2} ({3}). Expected one JSON object with each "
                            + "name once. {4}",
                    file,
                    where == null ? 1 : where.getLineNr(),
                    where == null ? 1 : where.getColumnNr(),
                    e.getOriginalMessage(),
                    FETCH_AGAIN);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static List<String> lines(Path file) {
        try {
            CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
            return strict.decode(ByteBuffer.wrap(bytes(file)))
                    .toString()
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new CorruptFile(
                    e, "Cannot read {0}: it is not UTF-8. Expected a text file in UTF-8. {1}", file, FETCH_AGAIN);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new CorruptFile(
                    "Cannot read {0}: it has {1} bytes. Expected at most {2}, as a tokenizer's files are small. {3}",
                    file, Files.size(file), LARGEST_BYTES, FETCH_AGAIN);
        }
        return Files.readAllBytes(file);
    }

    private static BadInput unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new BadInput(
                    e,
                    "Cannot read {0}: there is no such file. Expected the file in the tokenizer folder of the base. "
                            + "Copy it there, or name another base.",
                    file);
        }
        return new BadInput(
                e,
                "Cannot read {0}: {1}. Expected a file that this user may read. Check its permissions and the disk.",
                file,
                e);
    }
}
