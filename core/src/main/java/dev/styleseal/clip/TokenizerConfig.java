package dev.styleseal.clip;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a tokenizer folder says beside its vocabulary.
 *
 * @param maxLength tokens of a padded text, begin and end included; at least 2
 * @param added every token that is found in text as it is written: begin, end, pad, unknown and the folder's own; of
 *     two with the same text the first counts
 */
record TokenizerConfig(int maxLength, String begin, String end, String pad, String unknown, List<Added> added) {
    static final String BEGIN = "<|startoftext|>";
    static final String END = "<|endoftext|>";

    /** Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision", 2.4: 76, and one. */
    private static final int CLIP_LENGTH = 77;

    TokenizerConfig {
        added = List.copyOf(added);
    }

    /** CLIP's own settings with the given pad token. */
    static TokenizerConfig published(String pad) {
        List<Added> added = List.of(
                new Added(BEGIN, OptionalInt.empty(), true),
                new Added(END, OptionalInt.empty(), true),
                new Added(pad, OptionalInt.empty(), false));
        return new TokenizerConfig(CLIP_LENGTH, BEGIN, END, pad, END, added);
    }

    /**
     * A token as the configuration names it.
     *
     * @param id empty where only the vocabulary knows it
     * @param inNormalized see {@link AddedToken}
     */
    record Added(String text, OptionalInt id, boolean inNormalized) {}
}
