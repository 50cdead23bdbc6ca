package dev.styleseal.image.webp;

import java.util.Arrays;

/** Guesses blocks from the samples above and to the left of them (RFC 6386, section 12). */
final class Prediction {
    /** In {@link #DIRECTIONS}: the mean of two edge samples instead of the weighted mean of three. */
    private static final int TWO = 100;

    private static final int EDGE = 13; // from the lowest on the left over the corner to the last above right

    /**
     * For each directional mode and each of 16 samples, row by row: the edge sample at the middle of a mean of three,
     * or {@link #TWO} + the first of a mean of two. Edge samples are counted from the lowest on the left (0) over the
     * corner (4) to the last above right (12); beyond the ends they repeat.
     */
    private static final int[][] DIRECTIONS = {
        {5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8}, // vertical
        {3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0}, // horizontal
        {6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12}, // left down
        {4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4}, // right down
        {104, 105, 106, 107, 4, 5, 6, 7, 3, 104, 105, 106, 2, 4, 5, 6}, // vertical right
        {105, 106, 107, 108, 6, 7, 8, 9, 106, 107, 108, 10, 7, 8, 9, 11}, // vertical left
        {103, 4, 5, 6, 102, 3, 103, 4, 101, 2, 102, 3, 100, 1, 101, 2}, // horizontal down
        {102, 2, 101, 1, 101, 1, 100, 0, 100, 0, 99, 99, 99, 99, 99, 99} // horizontal up
    };

    private Prediction() {}

    /** Guesses a whole block of 16 x 16 (luma) or 8 x 8 (colour) samples whose first one is (x, y). */
    static void whole(Plane plane, int x, int y, int size, Mode mode) {
        switch (mode) {
            case DC -> mean(plane, x, y, size);
            case TRUE_MOTION -> trueMotion(plane, plane.at(x, y), size);
            case VERTICAL -> {
                for (int row = 0; row < size; row++) {
                    System.arraycopy(plane.samples, plane.at(x, y - 1), plane.samples, plane.at(x, y + row), size);
                }
            }
            case HORIZONTAL -> {
                for (int row = 0; row < size; row++) {
                    int at = plane.at(x, y + row);
                    Arrays.fill(plane.samples, at, at + size, plane.samples[at - 1]);
                }
            }
            default -> throw new IllegalArgumentException(mode + " is for blocks of 4 x 4");
        }
    }

    /** Guesses 4 x 4 samples; {@code aboveRight} is where the four samples above and to the right of them are. */
    static void subBlock(Plane plane, int at, int aboveRight, Mode mode) {
        switch (mode) {
            case DC -> {
                int sum = 4;
                for (int i = 0; i < 4; i++) {
                    sum += sample(plane, at - plane.stride + i) + sample(plane, at - 1 + i * plane.stride);
                }
                for (int row = 0; row < 4; row++) {
                    int from = at + row * plane.stride;
                    Arrays.fill(plane.samples, from, from + 4, (byte) (sum >> 3));
                }
            }
            case TRUE_MOTION -> trueMotion(plane, at, 4);
            default -> direction(plane, at, aboveRight, DIRECTIONS[mode.number() - Mode.VERTICAL.number()]);
        }
    }

    private static void mean(Plane plane, int x, int y, int size) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < size; i++) {
            sum += (y > 0 ? plane.get(x + i, y - 1) : 0) + (x > 0 ? plane.get(x - 1, y + i) : 0);
            count += (y > 0 ? 1 : 0) + (x > 0 ? 1 : 0);
        }
        int mean = count == 0 ? 128 : (sum + count / 2) / count;
        for (int row = 0; row < size; row++) {
            int at = plane.at(x, y + row);
            Arrays.fill(plane.samples, at, at + size, (byte) mean);
        }
    }

    private static void trueMotion(Plane plane, int at, int size) {
        int corner = sample(plane, at - plane.stride - 1);
        for (int row = 0; row < size; row++) {
            int from = at + row * plane.stride;
            int left = sample(plane, from - 1);
            for (int column = 0; column < size; column++) {
                plane.set(from + column, left + sample(plane, at - plane.stride + column) - corner);
            }
        }
    }

    private static void direction(Plane plane, int at, int aboveRight, int[] direction) {
        int[] edge = new int[EDGE];
        for (int i = 0; i < 4; i++) {
            edge[3 - i] = sample(plane, at - 1 + i * plane.stride);
            edge[5 + i] = sample(plane, at - plane.stride + i);
            edge[9 + i] = sample(plane, aboveRight + i);
        }
        edge[4] = sample(plane, at - plane.stride - 1);
        for (int i = 0; i < 16; i++) {
            int middle = direction[i];
            int value = middle >= TWO - 1
                    ? (edge[Math.max(0, middle - TWO)] + edge[middle - TWO + 1] + 1) >> 1
                    : (edge[Math.max(0, middle - 1)] + 2 * edge[middle] + edge[Math.min(EDGE - 1, middle + 1)] + 2)
                            >> 2;
            plane.set(at + i / 4 * plane.stride + i % 4, value);
        }
    }

    private static int sample(Plane plane, int at) {
        return plane.samples[at] & 0xFF;
    }
}
