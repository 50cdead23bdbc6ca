package dev.styleseal.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The file events.jsonl read back, line by line and within bounds: it may come from anywhere. */
final class EventFile {
    /** A step takes some 250 bytes, so this is a training of a million steps. */
    private static final long MOST_BYTES = 256_000_000;

    /** The longest line is an evaluation of some thousand pictures at twenty timesteps. */
    private static final int LONGEST_LINE = 4_000_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private long number;

    EventFile(Path file) {
        this.file = file;
    }

    /** Hands over every line but a torn last one. */
    void forEach(Consumer<EventLine> reader) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CorruptFile(
                        "{0} has {1} bytes. Expected at most {2}, as a run of Style Seal writes it. Name the folder of another run.",
                        file, Files.size(file), MOST_BYTES);
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                lines(in, reader);
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read {0}: {1}. Expected the folder of a run, with run.toml and events.jsonl. Check the name.",
                    file,
                    Reason.of(e));
        }
    }

    private void lines(InputStream in, Consumer<EventLine> reader) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int letter = in.read(); letter >= 0; letter = in.read()) {
            if (letter == '\n') {
                number++;
                reader.accept(whole(line.toByteArray()));
                line.reset();
            } else if (line.size() == LONGEST_LINE) {
                throw new CorruptFile(
                        "Line {0} of {1} has more than {2} bytes. Expected an event of a run. Name the folder of another run.",
                        number + 1, file, LONGEST_LINE);
            } else {
                line.write(letter);
            }
        }
    }

    private EventLine whole(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            JsonNode json = JSON.readTree(text);
            return new EventLine(file, number, json);
        } catch (CharacterCodingException e) {
            throw broken(e, "it is no UTF-8");
        } catch (JsonProcessingException e) {
            throw broken(e, e.getOriginalMessage());
        }
    }

    private CorruptFile broken(Exception cause, String reason) {
        return new CorruptFile(
                cause,
                "Line {0} of {1} is damaged: {2}. Expected one JSON object a line. Delete the line, or name the folder of another run.",
                number,
                file,
                reason);
    }
}
