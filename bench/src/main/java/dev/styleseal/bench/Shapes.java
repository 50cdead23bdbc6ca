package dev.styleseal.bench;

import java.util.Arrays;

/** Sizes as JMH's parameters write them. */
final class Shapes {
    private Shapes() {}

    /** "64x320" to 64 and 320. */
    static int[] of(String text) {
        return Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
