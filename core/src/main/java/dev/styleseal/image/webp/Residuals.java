package dev.styleseal.image.webp;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads what is to be added to the guesses of a macroblock: 25 blocks of coefficients (RFC 6386, section 13).
 *
 * <p>How likely a coefficient is depends on whether the neighbouring blocks had any; those memories are kept here.
 */
final class Residuals {
    private static final int BLOCKS = 24; // 16 of luma, 4 of u, 4 of v
    private static final int SECOND = 8; // place of the second-order block in a memory: 4 y, 2 u, 2 v, then it
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    /** Extra bits of the four largest kinds of numbers; section 13.2, Pcat3 to Pcat6. */
    private static final int[][] EXTRA = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    /** Coefficients of the current macroblock, [24][16], ready for the inverse transform. */
    final int[] coefficients = new int[BLOCKS * 16];

    private final int[] probabilities;
    private final int[][] steps = new int[FrameHeader.SEGMENTS][];
    private final int[][] above;
    private final int[] left = new int[SECOND + 1];

    Residuals(FrameHeader header, int columns) {
        this.probabilities = header.coefficients;
        this.above = new int[columns][SECOND + 1];
        Arrays.setAll(steps, header::steps);
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    /** Reads the coefficients of one macroblock and tells it whether there is anything in them. */
    void read(BoolReader in, Macroblock block, int column) throws IOException {
        Arrays.fill(coefficients, 0);
        if (block.skipped) {
            int kept = block.subBlocks ? SECOND : SECOND + 1; // blocks without a second order do not touch its memory
            Arrays.fill(above[column], 0, kept, 0);
            Arrays.fill(left, 0, kept, 0);
            return;
        }
        int[] step = steps[block.segment];
        int kind = 3;
        int first = 0;
        if (!block.subBlocks) {
            readSecondOrder(in, above[column], step);
            kind = 0;
            first = 1;
        }
        for (int i = 0; i < BLOCKS; i++) {
            boolean luma = i < 16;
            int x = luma ? i % 4 : 4 + (i - 16) / 4 * 2 + i % 2;
            int y = luma ? i / 4 : 4 + (i - 16) / 4 * 2 + i % 4 / 2;
            int context = above[column][x] + left[y];
            int start = luma ? first : 0;
            int stepAt = luma ? 0 : 4;
            int last = block(in, luma ? kind : 2, context, start, i * 16, step[stepAt], step[stepAt + 1]);
            above[column][x] = last > start ? 1 : 0;
            left[y] = above[column][x];
            block.filtersInside |= last > 1 || coefficients[i * 16] != 0;
        }
    }

    private void readSecondOrder(BoolReader in, int[] top, int[] step) throws IOException {
        int last = block(in, 1, top[SECOND] + left[SECOND], 0, 0, step[2], step[3]);
        top[SECOND] = last > 0 ? 1 : 0;
        left[SECOND] = top[SECOND];
        int[] second = Arrays.copyOf(coefficients, 16);
        Arrays.fill(coefficients, 0, 16, 0);
        Transform.secondOrder(second, coefficients);
    }

    /** Reads one block; the result is one more than the place of its last coefficient. */
    private int block(BoolReader in, int kind, int context, int start, int to, int dcStep, int acStep)
            throws IOException {
        int place = start;
        int at = at(kind, place, context);
        while (place < 16) {
            if (in.bit(probabilities[at]) == 0) {
                return place;
            }
            while (in.bit(probabilities[at + 1]) == 0) {
                place++;
                if (place == 16) {
                    return 16;
                }
                at = at(kind, place, 0);
            }
            int size = in.bit(probabilities[at + 2]) == 0 ? 1 : large(in, at);
            int value = in.flag() ? -size : size;
            coefficients[to + ZIGZAG[place]] = value * (place == 0 ? dcStep : acStep);
            place++;
            at = at(kind, place, size == 1 ? 1 : 2);
        }
        return 16;
    }

    private static int at(int kind, int place, int context) {
        return ((kind * 8 + BANDS[place]) * 3 + context) * 11;
    }

    private int large(BoolReader in, int at) throws IOException {
        int[] p = probabilities;
        if (in.bit(p[at + 3]) == 0) {
            return in.bit(p[at + 4]) == 0 ? 2 : 3 + in.bit(p[at + 5]);
        }
        if (in.bit(p[at + 6]) == 0) {
            if (in.bit(p[at + 7]) == 0) {
                return 5 + in.bit(159);
            }
            int high = in.bit(165);
            return 7 + 2 * high + in.bit(145);
        }
        int high = in.bit(p[at + 8]);
        int category = 2 * high + in.bit(p[at + 9 + high]);
        int extra = 0;
        for (int probability : EXTRA[category]) {
            extra = 2 * extra + in.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }
}
