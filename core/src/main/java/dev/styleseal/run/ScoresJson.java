package dev.styleseal.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Scores as a text that gives back the same bits. */
final class ScoresJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScoresJson() {}

    static String write(List<LossScore> scores) {
        try {
            return JSON.writeValueAsString(scores);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #write} wrote; the checksum of its snapshot has proven it. */
    static List<LossScore> read(String text) {
        try {
            return text.isEmpty() ? List.of() : JSON.readValue(text, new TypeReference<List<LossScore>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
