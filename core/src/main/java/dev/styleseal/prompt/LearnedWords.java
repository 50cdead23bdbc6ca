package dev.styleseal.prompt;

import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The learned words of one text encoder. Their vectors stand behind the encoder's own, so that a word is a run of ids
 * from the size of its vocabulary on. Immutable, may be shared between threads.
 */
public final class LearnedWords {
    /** Nothing was learned. */
    public static final LearnedWords NONE = new LearnedWords(List.of(), new float[0], 0);

    private final List<Known> words; // the longest first, so that <fox> does not hide <fox>_2
    private final float[] vectors;
    private final int width;

    /** A word and its ids. */
    private record Known(String word, List<Integer> ids) {}

    /**
     * A text encoder.
     *
     * @param number which it is, from 0
     * @param of how many
     * @param vocabulary rows of its table of tokens
     * @param width of its hidden states
     * @param longest tokens that fit between begin and end
     */
    public record Encoder(int number, int of, int vocabulary, int width, int longest) {}

    private LearnedWords(List<Known> words, float[] vectors, int width) {
        this.words = words;
        this.vectors = vectors;
        this.width = width;
    }

    /**
     * Places words behind an encoder's own.
     *
     * @throws BadInput if one was learned for another kind of base, or two are the same
     */
    public static LearnedWords of(List<LearnedWord> learned, Encoder encoder) {
        List<Known> words = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (LearnedWord word : learned) {
            requireFitting(word, encoder);
            if (!seen.add(word.word().toLowerCase(Locale.ROOT))) {
                throw new BadInput(
                        "Two embeddings are called by the word \"{0}\". Expected another word for each; case does not count. Name one with --embedding FILE:WORD.",
                        word.word());
            }
            int first = encoder.vocabulary() + count;
            words.add(new Known(
                    word.word(),
                    IntStream.range(first, first + word.tokens()).boxed().toList()));
            count += word.tokens();
        }
        words.sort(Comparator.comparing((Known known) -> known.word.length()).reversed());
        float[] vectors = new float[count * encoder.width()];
        int at = 0;
        for (LearnedWord word : learned) {
            float[] values = word.vectors().get(encoder.number()).values();
            System.arraycopy(values, 0, vectors, at, values.length);
            at += values.length;
        }
        return new LearnedWords(List.copyOf(words), vectors, encoder.width());
    }

    private static void requireFitting(LearnedWord word, Encoder encoder) {
        if (word.vectors().size() != encoder.of()) {
            throw new BadInput(
                    "The embedding \"{0}\" is for a base with {1} text encoders, and this base has {2}. Expected {3}. Use an embedding that was learned on this kind of base.",
                    word.word(),
                    word.vectors().size(),
                    encoder.of(),
                    encoder.of() == 1 ? Message.of("one tensor") : Message.of("the pair clip_l and clip_g"));
        }
        HostTensor vectors = word.vectors().get(encoder.number());
        if (vectors.shape().get(1) != encoder.width()) {
            throw new BadInput(
                    "The embedding \"{0}\" has vectors of {1} numbers for text encoder {2}, which reads {3}. Expected {3}. Use an embedding that was learned on this kind of base.",
                    word.word(), vectors.shape().get(1), encoder.number() + 1, encoder.width());
        }
        if (word.tokens() > encoder.longest()) {
            throw new BadInput(
                    "The embedding \"{0}\" has {1} vectors. Expected at most {2}, as many as the text encoder reads at once. Use another embedding.",
                    word.word(), word.tokens(), encoder.longest());
        }
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** All vectors in the order of their ids, [count, width]. */
    public HostTensor vectors() {
        return HostTensor.of(Arrays.copyOf(vectors, vectors.length), width == 0 ? 0 : vectors.length / width, width);
    }

    /**
     * The ids of a text in runs that must stay in one chunk: a learned word as a whole, everything else one by one. A
     * word counts where it is not part of a longer one: {@code fox} is found in "fox," and not in "foxes".
     *
     * @throws BadInput if the text is no Unicode
     */
    List<List<Integer>> runs(ClipTokenizer tokenizer, String text) {
        List<List<Integer>> runs = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length() && !words.isEmpty(); i++) {
            for (Known known : words) {
                if (i >= from && isAt(known.word, text, i)) {
                    addTokens(tokenizer, text.substring(from, i), runs);
                    runs.add(known.ids);
                    from = i + known.word.length();
                }
            }
        }
        addTokens(tokenizer, text.substring(from), runs);
        return runs;
    }

    private static void addTokens(ClipTokenizer tokenizer, String text, List<List<Integer>> runs) {
        IntStream.of(tokenizer.ids(text)).forEach(id -> runs.add(List.of(id)));
    }

    private static boolean isAt(String word, String text, int at) {
        int end = at + word.length();
        return text.regionMatches(true, at, word, 0, word.length()) && !joins(text, at) && !joins(text, end);
    }

    /** Whether letters or digits meet at a border between characters. */
    private static boolean joins(String text, int border) {
        return border > 0
                && border < text.length()
                && Character.isLetterOrDigit(text.codePointBefore(border))
                && Character.isLetterOrDigit(text.codePointAt(border));
    }
}
