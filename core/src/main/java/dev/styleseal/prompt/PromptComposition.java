package dev.styleseal.prompt;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several prompts for one picture, joined by AND, each with a weight ({@code get_multicond_prompt_list} of
 * AUTOMATIC1111's web UI).
 *
 * @param parts at least one
 */
public record PromptComposition(List<WeightedText> parts) {
    private static final Pattern AND = Pattern.compile("(?<![\\p{L}\\p{N}_])AND(?![\\p{L}\\p{N}_])");
    private static final Pattern WEIGHT = Pattern.compile(
            "(.*?)(?:\\s*:\\s*([-+]?(?:\\d+\\.?|\\d*\\.\\d+)))?\\s*", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

    public PromptComposition {
        parts = List.copyOf(parts);
    }

    public static PromptComposition of(String prompt) {
        return new PromptComposition(Arrays.stream(AND.split(prompt, -1))
                .map(PromptComposition::part)
                .toList());
    }

    private static WeightedText part(String text) {
        Matcher matcher = WEIGHT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("every text has a weight or none: " + text);
        }
        return new WeightedText(matcher.group(1), matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2)));
    }
}
