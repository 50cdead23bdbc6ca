package dev.styleseal.prompt;

/**
 * A piece of a prompt and how much it counts.
 *
 * @param text as it goes to the tokenizer
 * @param weight 1 for an ordinary piece; -1 for the word BREAK where it ends a chunk
 */
public record WeightedText(String text, double weight) {
    static final WeightedText BREAK = new WeightedText("BREAK", -1);

    /** Whether the next piece starts a new chunk; a BREAK inside brackets has another weight and is a word. */
    public boolean isBreak() {
        return equals(BREAK);
    }

    WeightedText times(double factor) {
        return new WeightedText(text, weight * factor);
    }
}
