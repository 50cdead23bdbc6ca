package dev.styleseal.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A kind of large operation that can be carried out in more than one way. */
public enum Operation {
    /** Tokens through a matrix; sizes are rows, inputs, outputs. */
    LINEAR,
    /** A 3x3 convolution that keeps the size; sizes are pixels of the whole batch, input and output channels. */
    CONVOLUTION,
    /** Attention of all heads; sizes are queries of the whole batch, keys, width of a head. */
    ATTENTION;

    /** The ways there are; the first is that of the reference. */
    public List<Kernel> kernels() {
        return switch (this) {
            case LINEAR -> List.of(Kernel.MATRIX, Kernel.POINTWISE);
            case CONVOLUTION -> List.of(Kernel.DIRECT, Kernel.WINOGRAD);
            case ATTENTION -> List.of(Kernel.FUSED, Kernel.EXACT, Kernel.PLAIN, Kernel.CHUNKED);
        };
    }

    /** What files and people call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The operation that files call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Operation named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation is called " + label));
    }
}
