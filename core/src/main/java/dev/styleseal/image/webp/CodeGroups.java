package dev.styleseal.image.webp;

import java.io.IOException;

/** The prefix codes of an image: one group of five, or groups that differ from block to block. */
final class CodeGroups {
    static final int LITERALS = 256;
    static final int LENGTHS = 24;
    private static final int DISTANCES = 40;

    private final int[] groups; // of each block; empty when there is one group
    private final int bits; // of the side of a block
    private final int perRow;
    private final PrefixCode[][] codes; // green or length or cached colour, red, blue, alpha, distance

    private CodeGroups(int[] groups, int bits, int perRow, PrefixCode[][] codes) {
        this.groups = groups;
        this.bits = bits;
        this.perRow = perRow;
        this.codes = codes;
    }

    /** One group for the whole image. */
    static CodeGroups single(BitReader in, int cacheSize) throws IOException {
        return new CodeGroups(new int[0], 0, 0, codes(in, 1, cacheSize));
    }

    /** A group for each block, whose number is in red and green of {@code blocks}. */
    static CodeGroups of(BitReader in, int cacheSize, int[] blocks, int bits, int perRow) throws IOException {
        int[] groups = new int[blocks.length];
        int count = 0;
        for (int i = 0; i < blocks.length; i++) {
            groups[i] = (blocks[i] >> 8) & 0xFFFF;
            count = Math.max(count, groups[i] + 1);
        }
        return new CodeGroups(groups, bits, perRow, codes(in, count, cacheSize));
    }

    PrefixCode[] at(int x, int y) {
        return groups.length == 0 ? codes[0] : codes[groups[(y >> bits) * perRow + (x >> bits)]];
    }

    private static PrefixCode[][] codes(BitReader in, int count, int cacheSize) throws IOException {
        PrefixCode[][] codes = new PrefixCode[count][];
        for (int i = 0; i < count; i++) {
            codes[i] = new PrefixCode[] {
                PrefixCode.read(in, LITERALS + LENGTHS + cacheSize),
                PrefixCode.read(in, LITERALS),
                PrefixCode.read(in, LITERALS),
                PrefixCode.read(in, LITERALS),
                PrefixCode.read(in, DISTANCES)
            };
        }
        return codes;
    }
}
