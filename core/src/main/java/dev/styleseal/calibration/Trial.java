package dev.styleseal.calibration;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Operation;

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

    /** The upper part of it that is at most so much work, as far as its height can be halved and stays even. */
    Trial upperPart(double mostFlop) {
        Trial part = this;
        while (part.flop() > mostFlop && part.height % 4 == 0) {
            part = new Trial(operation, batch, part.height / 2, width, in, out, heads);
        }
        return part;
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
