package dev.styleseal.image.webp;

/** Green was taken from red and from blue. */
record GreenTransform(int codedWidth) implements LosslessTransform {
    @Override
    public int[] undo(int[] argb, int height) {
        for (int i = 0; i < argb.length; i++) {
            int green = argb[i] >> 8 & 0xFF;
            argb[i] = LosslessTransform.add(argb[i], green << 16 | green);
        }
        return argb;
    }
}
