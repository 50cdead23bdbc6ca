package dev.styleseal.image.webp;

/** Pixels are numbers of colours, in the green of the stored ones; of few colours, several to a stored pixel. */
final class PaletteTransform implements LosslessTransform {
    private final int width;
    private final int[] colours;
    private final int packing; // 2 to this power pixels share a stored one

    private PaletteTransform(int width, int[] colours, int packing) {
        this.width = width;
        this.colours = colours;
        this.packing = packing;
    }

    /**
     * The transform of a palette.
     *
     * @param differences each colour less the one before
     */
    static PaletteTransform of(int width, int[] differences) {
        int[] colours = differences.clone();
        for (int i = 1; i < colours.length; i++) {
            colours[i] = LosslessTransform.add(colours[i], colours[i - 1]);
        }
        int packing = colours.length > 16 ? 0 : colours.length > 4 ? 1 : colours.length > 2 ? 2 : 3;
        return new PaletteTransform(width, colours, packing);
    }

    @Override
    public int codedWidth() {
        return LosslessDecoder.blocks(width, packing);
    }

    @Override
    public int[] undo(int[] argb, int height) {
        int bits = 8 >> packing;
        int within = (1 << packing) - 1;
        int[] out = new int[width * height];
        for (int i = 0; i < out.length; i++) {
            int x = i % width;
            int stored = argb[i / width * codedWidth() + (x >> packing)] >> 8 & 0xFF;
            int number = (stored >> ((x & within) * bits)) & ((1 << bits) - 1);
            // Numbers beyond the palette are transparent black; encoders rely on it.
            out[i] = number < colours.length ? colours[number] : 0;
        }
        return out;
    }
}
