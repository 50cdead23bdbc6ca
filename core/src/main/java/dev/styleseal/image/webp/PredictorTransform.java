package dev.styleseal.image.webp;

/** A guess from the pixels before was taken from each pixel, in one of 14 ways that differ from block to block. */
final class PredictorTransform implements LosslessTransform {
    private static final int BLACK = 0xFF000000;

    private final int width;
    private final int bits;
    private final int[] blocks;

    PredictorTransform(int width, int bits, int[] blocks) {
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
        argb[0] = LosslessTransform.add(argb[0], BLACK);
        for (int i = 1; i < argb.length; i++) {
            int guess;
            if (i < width) {
                guess = argb[i - 1];
            } else if (i % width == 0) {
                guess = argb[i - width];
            } else {
                int way = blocks[((i / width) >> bits) * perRow + ((i % width) >> bits)] >> 8 & 15;
                // Right of the last pixel of the row above is, in memory, the first pixel of this row.
                guess = guess(way, argb[i - 1], argb[i - width], argb[i - width + 1], argb[i - width - 1]);
            }
            argb[i] = LosslessTransform.add(argb[i], guess);
        }
        return argb;
    }

    private static int guess(int way, int left, int top, int topRight, int topLeft) {
        return switch (way) {
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> mean(mean(left, topRight), top);
            case 6 -> mean(left, topLeft);
            case 7 -> mean(left, top);
            case 8 -> mean(topLeft, top);
            case 9 -> mean(top, topRight);
            case 10 -> mean(mean(left, topLeft), mean(top, topRight));
            case 11 -> nearer(left, top, topLeft);
            case 12 -> slope(left, top, topLeft);
            case 13 -> halfSlope(mean(left, top), topLeft);
            default -> BLACK;
        };
    }

    private static int mean(int one, int other) {
        return (((one ^ other) & 0xFEFEFEFE) >>> 1) + (one & other);
    }

    private static int nearer(int left, int top, int topLeft) {
        int difference = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int corner = topLeft >> shift & 0xFF;
            difference += Math.abs((left >> shift & 0xFF) - corner) - Math.abs((top >> shift & 0xFF) - corner);
        }
        return difference <= 0 ? top : left;
    }

    private static int slope(int left, int top, int topLeft) {
        int guess = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = (left >> shift & 0xFF) + (top >> shift & 0xFF) - (topLeft >> shift & 0xFF);
            guess |= Math.max(0, Math.min(255, value)) << shift;
        }
        return guess;
    }

    private static int halfSlope(int mean, int topLeft) {
        int guess = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int middle = mean >> shift & 0xFF;
            int value = middle + (middle - (topLeft >> shift & 0xFF)) / 2;
            guess |= Math.max(0, Math.min(255, value)) << shift;
        }
        return guess;
    }
}
