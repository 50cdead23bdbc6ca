package dev.styleseal.image.webp;

import java.io.IOException;
import java.util.Arrays;

/** Reads the decisions about macroblocks, row by row (RFC 6386, sections 10 and 11). */
final class ModeReader {
    /** Section 11.2: pairs of next place or, not positive, the negated mode. */
    private static final int[] SUB_BLOCK_TREE = {0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9};

    private static final Mode[] MODES = Mode.values();

    private final BoolReader in;
    private final FrameHeader header;
    private final Mode[] above; // of the lowest sub-blocks of the row above
    private final Mode[] left = new Mode[4];

    ModeReader(BoolReader in, FrameHeader header, int columns) {
        this.in = in;
        this.header = header;
        this.above = new Mode[4 * columns];
        Arrays.fill(above, Mode.DC);
    }

    void startRow() {
        Arrays.fill(left, Mode.DC);
    }

    Macroblock read(int column) throws IOException {
        int segment = header.updatesSegments ? segment() : 0;
        boolean skipped = header.skips && in.bit(header.skipProbability) == 1;
        boolean subBlocks = in.bit(145) == 0;
        Mode[] luma = subBlocks ? subBlocks(4 * column) : new Mode[] {whole(4 * column)};
        return new Macroblock(segment, skipped, subBlocks, luma, chroma());
    }

    private int segment() throws IOException {
        int[] probabilities = header.segmentProbabilities;
        return in.bit(probabilities[0]) == 0 ? in.bit(probabilities[1]) : 2 + in.bit(probabilities[2]);
    }

    private Mode whole(int from) throws IOException {
        Mode mode;
        if (in.bit(156) == 1) {
            mode = in.bit(128) == 1 ? Mode.TRUE_MOTION : Mode.HORIZONTAL;
        } else {
            mode = in.bit(163) == 1 ? Mode.VERTICAL : Mode.DC;
        }
        Arrays.fill(above, from, from + 4, mode);
        Arrays.fill(left, mode);
        return mode;
    }

    private Mode[] subBlocks(int from) throws IOException {
        Mode[] modes = new Mode[16];
        for (int i = 0; i < modes.length; i++) {
            int x = from + i % 4;
            int y = i / 4;
            int probabilities = (above[x].number() * MODES.length + left[y].number()) * 9;
            int place = SUB_BLOCK_TREE[in.bit(Tables.MODES[probabilities])];
            while (place > 0) {
                place = SUB_BLOCK_TREE[place + in.bit(Tables.MODES[probabilities + place / 2])];
            }
            modes[i] = MODES[-place];
            above[x] = modes[i];
            left[y] = modes[i];
        }
        return modes;
    }

    private Mode chroma() throws IOException {
        if (in.bit(142) == 0) {
            return Mode.DC;
        }
        if (in.bit(114) == 0) {
            return Mode.VERTICAL;
        }
        return in.bit(183) == 1 ? Mode.TRUE_MOTION : Mode.HORIZONTAL;
    }
}
