package dev.styleseal.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings text of a picture taken apart, as AUTOMATIC1111's web UI does it ({@code parse_generation_parameters});
 * the counterpart of {@link InfoText}. Reads any text: what is no field is prompt.
 *
 * @param prompt all lines before the negative prompt, as they stand
 * @param negative empty if no line says it
 * @param fields of the last line, in their order, without quotes; of equal names the last wins
 */
public record InfoFields(String prompt, Optional<String> negative, Map<String, String> fields) {
    private static final String NEGATIVE = "Negative prompt:";
    private static final int FEWEST_FIELDS = 3; // fewer colons are just a line of the prompt
    private static final Pattern FIELD = Pattern.compile(
            "\\s*(\\w[\\w \\-/]+):\\s*(\"(?:\\\\.|[^\\\\\"])+\"|[^,]*)(?:,|$)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public InfoFields {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public static InfoFields parse(String text) {
        List<String> lines = new ArrayList<>(List.of(text.stripTrailing().split("\r?\n", -1)));
        Map<String, String> fields = fields(lines.get(lines.size() - 1));
        if (!fields.isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        int negativeFrom = 0;
        while (negativeFrom < lines.size() && !lines.get(negativeFrom).strip().startsWith(NEGATIVE)) {
            negativeFrom++;
        }
        String prompt = String.join("\n", lines.subList(0, negativeFrom));
        List<String> rest = lines.subList(negativeFrom, lines.size());
        return new InfoFields(
                prompt,
                rest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(String.join("\n", rest).strip().replaceFirst("^" + NEGATIVE + " ?", "")),
                fields);
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        int count = 0;
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), unquoted(matcher.group(2)));
            count++;
        }
        return count < FEWEST_FIELDS ? Map.of() : fields;
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON.readValue(value, String.class);
        } catch (JsonProcessingException e) {
            return value; // not JSON after all
        }
    }
}
