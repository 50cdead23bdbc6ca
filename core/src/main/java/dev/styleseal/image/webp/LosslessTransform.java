package dev.styleseal.image.webp;

/** Something the encoder did to the pixels to make them easier to store (WebP lossless bitstream, "Transforms"). */
sealed interface LosslessTransform permits PredictorTransform, ColourTransform, GreenTransform, PaletteTransform {
    /** Pixels in a stored row. */
    int codedWidth();

    /** The pixels before the transform; the given array may be changed and returned. */
    int[] undo(int[] argb, int height);

    /** Two pixels added channel by channel, each modulo 256. */
    static int add(int one, int other) {
        int alphaAndGreen = (one & 0xFF00FF00) + (other & 0xFF00FF00);
        int redAndBlue = (one & 0x00FF00FF) + (other & 0x00FF00FF);
        return (alphaAndGreen & 0xFF00FF00) | (redAndBlue & 0x00FF00FF);
    }
}
