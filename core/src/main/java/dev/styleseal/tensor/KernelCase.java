package dev.styleseal.tensor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation on tensors of about one size: how many rows, pixels or queries there are counts as the power of two below,
 * so that what was measured for one picture holds for others of its size.
 *
 * @param rows rows, pixels or queries, a power of two
 * @param in inputs, input channels, or the power of two below the number of keys
 * @param out outputs, output channels or width of a head
 */
public record KernelCase(Operation operation, long rows, long in, long out) {
    private static final Pattern TEXT = Pattern.compile("([a-z]+) (\\d{1,12}) (\\d{1,12}) (\\d{1,12})");

    /** The case of {@code x [rows, in]} through a matrix {@code [out, in]}. */
    public static KernelCase linear(long rows, long in, long out) {
        return new KernelCase(Operation.LINEAR, Long.highestOneBit(rows), in, out);
    }

    /** The case of a 3x3 convolution over so many pixels, those of the whole batch. */
    public static KernelCase convolution(long pixels, long in, long out) {
        return new KernelCase(Operation.CONVOLUTION, Long.highestOneBit(pixels), in, out);
    }

    /** The case of attention of so many queries, those of the whole batch, to so many keys, with heads so wide. */
    public static KernelCase attention(long queries, long keys, long width) {
        return new KernelCase(Operation.ATTENTION, Long.highestOneBit(queries), Long.highestOneBit(keys), width);
    }

    /** One line: {@code linear 1024 320 2560}. */
    public String text() {
        return operation.label() + " " + String.join(" ", List.of(rows + "", in + "", out + ""));
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static KernelCase parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no case of a kernel: " + text);
        }
        return new KernelCase(
                Operation.named(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)));
    }
}
