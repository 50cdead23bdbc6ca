package dev.styleseal.calibration;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Operation;
import java.util.Optional;

/**
 * An operation of a network at the size at hand.
 *
 * @param batch pictures at once
 * @param height of the feature map, in its own pixels; together with the width the number of tokens
 * @param width of the feature map
 * @param in inputs, input channels, or keys of attention
 * @param out outputs, output channels, or width of a head
 * @param heads of attention, else 1
 * @param operation of which kind
 */
record Trial(Operation operation, long batch, long height, long width, long in, long out, int heads) {
    private static final int LEAST_CHANNELS = 128;
    /** Points of a kernel for one of its weights. */
    private static final int POINTS = 16;
    /** Few pixels gain less than making points of kernels takes. */
    private static final int MOST_POINTS_PER_PIXEL = 10;

    /** Its place in a plan. */
    KernelCase place() {
        long rows = batch * height * width;
        return switch (operation) {
            case LINEAR -> KernelCase.linear(rows, in, out);
            case CONVOLUTION -> KernelCase.convolution(rows, in, out);
            case ATTENTION -> KernelCase.attention(rows, in, out);
        };
    }

    /** Bytes of attention's scores that a kernel has in memory at once; those of training all stay until the way back. */
    long scoreBytes(Kernel kernel, Pass pass) {
        boolean all = kernel == Kernel.PLAIN || (kernel == Kernel.CHUNKED && pass == Pass.BOTH);
        return all ? Float.BYTES * batch * heads * height * width * in : 0;
    }

    /** Whether a picture has whole tiles, and enough pixels for points of kernels to be worth making. */
    boolean suitsWinograd() {
        return height % 2 == 0
                && width % 2 == 0
                && POINTS * in * out <= MOST_POINTS_PER_PIXEL * batch * height * width * (in + out);
    }

    /**
     * A part of it that is at most so much work, if it can be had without other ways winning for it than for the whole: fewer
     * rows, pixels or queries, then fewer outputs, then fewer inputs.
     */
    Trial part(double mostFlop) {
        Trial part = this;
        while (part.flop() > mostFlop && part.half().isPresent()) {
            part = part.half().get();
        }
        return part;
    }

    private Optional<Trial> half() {
        int multiple = operation == Operation.CONVOLUTION ? 4 : 2; // winograd wants an even height
        if (height % multiple == 0 && batch * height * width / 2 >= leastRows()) {
            return Optional.of(new Trial(operation, batch, height / 2, width, in, out, heads));
        }
        if (operation == Operation.ATTENTION) {
            return Optional.empty();
        }
        if (out % 2 == 0 && out / 2 >= LEAST_CHANNELS) {
            return Optional.of(new Trial(operation, batch, height, width, in, out / 2, heads));
        }
        return in % 2 == 0 && in / 2 >= LEAST_CHANNELS
                ? Optional.of(new Trial(operation, batch, height, width, in / 2, out, heads))
                : Optional.empty();
    }

    private long leastRows() {
        return switch (operation) {
            case LINEAR -> 256; // fewer would wait for the matrix instead of multiplying
            case CONVOLUTION -> 1024; // below it winograd does not win
            case ATTENTION -> 64;
        };
    }

    /** Operations on numbers, forward: two for each product. */
    double flop() {
        double rows = (double) batch * height * width;
        return switch (operation) {
            case LINEAR -> 2 * rows * in * out;
            case CONVOLUTION -> 2 * 9 * rows * in * out;
            case ATTENTION -> 4 * rows * in * out * heads;
        };
    }
}
