package dev.styleseal.image.webp;

import java.util.Arrays;

/**
 * One plane of samples, with a border around it from which the first blocks are predicted (RFC 6386, section 12.2): 127
 * above, 129 to the left.
 */
public final class Plane {
    private static final int RIGHT_BORDER = 4;

    final byte[] samples;
    final int stride;
    private final int width;
    private final int height;

    Plane(int width, int height) {
        this.width = width;
        this.height = height;
        this.stride = width + 1 + RIGHT_BORDER;
        this.samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, (byte) 127);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = (byte) 129;
        }
    }

    /** One sample, 0 to 255. */
    public int get(int x, int y) {
        return samples[at(x, y)] & 0xFF;
    }

    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    int width() {
        return width;
    }

    /** Repeats the last sample of a row into the right border, for the blocks below that look there. */
    void extendRow(int y) {
        int last = at(width - 1, y);
        Arrays.fill(samples, last + 1, last + 1 + RIGHT_BORDER, samples[last]);
    }

    int height() {
        return height;
    }

    void set(int at, int value) {
        samples[at] = (byte) Math.max(0, Math.min(255, value));
    }
}
