package dev.styleseal.image.webp;

import java.io.IOException;

/** What stands before the first macroblock (RFC 6386, section 9 and 19.2). */
final class FrameHeader {
    static final int SEGMENTS = 4;

    final boolean updatesSegments;
    final int[] segmentProbabilities = {255, 255, 255};
    final boolean simpleFilter;
    final int sharpness;
    final int partitions;
    final int[] coefficients = Tables.COEFFICIENTS.clone();
    final boolean skips;
    final int skipProbability;

    private final boolean segmented;
    private boolean absolute;
    private final int[] segmentQuantizers = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];
    private final int filterLevel;
    private boolean filterDeltas;
    private int intraDelta;
    private int subBlockDelta;
    private final int[] quantizer = new int[6]; // base index, then the deltas: y dc, y2 dc, y2 ac, uv dc, uv ac

    FrameHeader(BoolReader in) throws IOException {
        in.number(2); // colour space and clamping: hints, without effect on key frames
        segmented = in.flag();
        updatesSegments = segmented && readSegments(in);
        simpleFilter = in.flag();
        filterLevel = in.number(6);
        sharpness = in.number(3);
        readFilterDeltas(in);
        partitions = 1 << in.number(2);
        quantizer[0] = in.number(7);
        for (int i = 1; i < quantizer.length; i++) {
            quantizer[i] = in.optionalSigned(4);
        }
        in.flag(); // whether probabilities are kept for frames to come
        for (int i = 0; i < coefficients.length; i++) {
            if (in.bit(Tables.UPDATES[i]) == 1) {
                coefficients[i] = in.number(8);
            }
        }
        skips = in.flag();
        skipProbability = skips ? in.number(8) : 0;
    }

    private boolean readSegments(BoolReader in) throws IOException {
        boolean updatesMap = in.flag();
        if (in.flag()) {
            absolute = in.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantizers[i] = in.optionalSigned(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentLevels[i] = in.optionalSigned(6);
            }
        }
        for (int i = 0; i < segmentProbabilities.length && updatesMap; i++) {
            segmentProbabilities[i] = in.flag() ? in.number(8) : 255;
        }
        return updatesMap;
    }

    private void readFilterDeltas(BoolReader in) throws IOException {
        filterDeltas = in.flag();
        if (filterDeltas && in.flag()) {
            int[] deltas = new int[8]; // four reference frames, then four modes; a key frame uses the first of each
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = in.optionalSigned(6);
            }
            intraDelta = deltas[0];
            subBlockDelta = deltas[4];
        }
    }

    boolean filters() {
        return filterLevel > 0;
    }

    /** How strong the loop filter is, 0 to 63 (section 9.6). */
    int filterLevel(int segment, boolean subBlocks) {
        int level = filterLevel;
        if (segmented) {
            level = segmentLevels[segment] + (absolute ? 0 : level);
        }
        if (filterDeltas) {
            level += intraDelta + (subBlocks ? subBlockDelta : 0);
        }
        return Math.max(0, Math.min(63, level));
    }

    /** Quantizer steps of a segment: y dc, y ac, y2 dc, y2 ac, uv dc, uv ac (sections 9.6 and 14.1). */
    int[] steps(int segment) {
        int base = quantizer[0];
        if (segmented) {
            base = segmentQuantizers[segment] + (absolute ? 0 : base);
        }
        return new int[] {
            Tables.DC[index(base + quantizer[1], 127)],
            Tables.AC[index(base, 127)],
            Tables.DC[index(base + quantizer[2], 127)] * 2,
            Math.max(8, Tables.AC[index(base + quantizer[3], 127)] * 155 / 100),
            Tables.DC[index(base + quantizer[4], 117)],
            Tables.AC[index(base + quantizer[5], 127)]
        };
    }

    private static int index(int value, int highest) {
        return Math.max(0, Math.min(highest, value));
    }
}
