package dev.styleseal.image.webp;

/** Shares of green were taken from red, and of green and red from blue, by factors that differ from block to block. */
final class ColourTransform implements LosslessTransform {
    private final int width;
    private final int bits;
    private final int[] blocks;

    ColourTransform(int width, int bits, int[] blocks) {
        this.width = width;
        this.bits = bits;
        this.blocks = blocks;
    }

    @Override
    public int codedWidth() {
        return width;
    }

    @Override
    public int[] undo(int[] argb, int height) {
        int perRow = LosslessDecoder.blocks(width, bits);
        for (int i = 0; i < argb.length; i++) {
            int factors = blocks[((i / width) >> bits) * perRow + ((i % width) >> bits)];
            int green = argb[i] >> 8;
            int red = (argb[i] >> 16) + share(factors, green);
            int blue = argb[i] + share(factors >> 8, green) + share(factors >> 16, red);
            argb[i] = (argb[i] & 0xFF00FF00) | (red & 0xFF) << 16 | (blue & 0xFF);
        }
        return argb;
    }

    /** Both as signed bytes, the factor with five fractional bits. */
    private static int share(int factor, int colour) {
        return ((byte) factor * (byte) colour) >> 5;
    }
}
