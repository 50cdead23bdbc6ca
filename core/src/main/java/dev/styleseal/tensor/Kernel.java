package dev.styleseal.tensor;

import java.util.Arrays;
import java.util.Locale;

/** A way to carry out an {@link Operation}. All give the same result but for rounding. */
public enum Kernel {
    /** The matrix library. */
    MATRIX,
    /** oneDNN's convolution of 1x1, which multiplies matrices too. */
    POINTWISE,
    /** oneDNN's convolution. */
    DIRECT,
    /**
     * F(2x2, 3x3) of Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks", section 4.1: 4 products
     * instead of 9, for 16/9 of the weights' memory.
     */
    WINOGRAD,
    /** libtorch's flash attention, which never has all scores in memory. */
    FUSED,
    /** {@link #FUSED} in float32, whatever comes in. */
    EXACT,
    /** Two matrix products with a softmax between them. */
    PLAIN,
    /** {@link #PLAIN} for some queries after the other, so that few scores are in memory at once. */
    CHUNKED;

    /** What files and people call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kernel that files call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kernel named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel is called " + label));
    }
}
