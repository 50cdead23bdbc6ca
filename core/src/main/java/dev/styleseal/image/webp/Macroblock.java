package dev.styleseal.image.webp;

/** The decisions about one 16 x 16 block. */
final class Macroblock {
    final int segment;
    final boolean skipped;
    final boolean subBlocks; // 16 guesses of 4 x 4, not one of 16 x 16
    final Mode[] luma; // one, or 16 row by row
    final Mode chroma;
    boolean filtersInside; // also at the edges of its sub-blocks

    Macroblock(int segment, boolean skipped, boolean subBlocks, Mode[] luma, Mode chroma) {
        this.segment = segment;
        this.skipped = skipped;
        this.subBlocks = subBlocks;
        this.luma = luma;
        this.chroma = chroma;
        this.filtersInside = subBlocks;
    }
}
