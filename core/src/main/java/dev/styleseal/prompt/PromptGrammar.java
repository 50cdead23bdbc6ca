package dev.styleseal.prompt;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;

/** Whether brackets and capital words in a prompt mean anything. */
public enum PromptGrammar {
    /** They do not: a prompt is its words. */
    PLAIN("plain"),
    /** They mean what they mean to AUTOMATIC1111's web UI. */
    A1111("a1111");

    private final String label;

    PromptGrammar(String label) {
        this.label = label;
    }

    /**
     * The grammar of that name.
     *
     * @throws BadInput if there is none
     */
    public static PromptGrammar named(String name) {
        for (PromptGrammar grammar : values()) {
            if (grammar.label.equals(name)) {
                return grammar;
            }
        }
        List<String> names = Arrays.stream(values()).map(PromptGrammar::label).toList();
        throw new BadInput(
                "There is no prompt grammar {0}. Expected one of {1}. Did you mean {2}?",
                name, String.join(", ", names), Nearest.to(name, names));
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** The prompt without the seals that it calls, and those. Errors as in {@link TaggedPrompt#of}. */
    public TaggedPrompt tagged(String prompt) {
        return switch (this) {
            case PLAIN -> new TaggedPrompt(prompt, List.of());
            case A1111 -> TaggedPrompt.of(prompt);
        };
    }

    /** The prompts that steer a picture together, each with its weight; at least one. */
    public List<WeightedText> composed(String prompt) {
        return switch (this) {
            case PLAIN -> List.of(new WeightedText(prompt, 1));
            case A1111 -> PromptComposition.of(prompt).parts();
        };
    }

    /** What a prompt says at each step. */
    public PromptSchedule schedule(String prompt, int steps) {
        return switch (this) {
            case PLAIN -> new PromptSchedule(List.of(new PromptSchedule.Stage(steps, prompt)));
            case A1111 -> PromptSchedule.of(prompt, steps);
        };
    }

    /** The pieces of a stage and how much they count. */
    public List<WeightedText> weighted(String stage) {
        return switch (this) {
            case PLAIN -> List.of(new WeightedText(stage, 1));
            case A1111 -> EmphasisParser.parse(stage);
        };
    }
}
