package dev.styleseal.image;

import java.util.Arrays;

/** A picture of 8-bit sRGB pixels. Immutable; may be shared between threads. */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] rgb; // [height, width, 3]

    private RgbImage(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "A picture of " + width + " x " + height + " pixels cannot have " + rgb.length + " bytes.");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * A picture of the given bytes.
     *
     * @param rgb 3 bytes a pixel (red, green, blue; unsigned), rows from the top; copied
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        return new RgbImage(width, height, rgb.clone());
    }

    /** Takes the array over instead of copying it; the caller must forget it. */
    static RgbImage owning(int width, int height, byte[] rgb) {
        return new RgbImage(width, height, rgb);
    }

    /** The width in pixels. */
    public int width() {
        return width;
    }

    /** The height in pixels. */
    public int height() {
        return height;
    }

    /** A copy of the bytes: 3 a pixel (red, green, blue; unsigned), rows from the top. */
    public byte[] rgb() {
        return rgb.clone();
    }

    /** The bytes themselves, for reading only. */
    byte[] bytes() {
        return rgb;
    }

    /**
     * One colour of one pixel, 0 to 255.
     *
     * @param channel 0 red, 1 green, 2 blue
     */
    public int sample(int x, int y, int channel) {
        return rgb[offset(x, y) + channel] & 0xFF;
    }

    /** Where the pixel begins in {@link #bytes()}. */
    int offset(int x, int y) {
        return (y * width + x) * 3;
    }

    /** The part of {@code cropWidth x cropHeight} pixels whose top left corner is at ({@code left}, {@code top}). */
    public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
        if (left < 0 || top < 0 || left > width - cropWidth || top > height - cropHeight) {
            throw new IllegalArgumentException("A part of " + cropWidth + " x " + cropHeight + " at " + left + ", "
                    + top + " is not inside a picture of " + width + " x " + height + " pixels.");
        }
        byte[] part = new byte[cropWidth * cropHeight * 3];
        for (int y = 0; y < cropHeight; y++) {
            System.arraycopy(rgb, offset(left, top + y), part, y * cropWidth * 3, cropWidth * 3);
        }
        return owning(cropWidth, cropHeight, part);
    }

    /** The picture with a white margin of some pixels all round. */
    public RgbImage framed(int margin) {
        int wide = width + 2 * margin;
        int high = height + 2 * margin;
        byte[] paper = new byte[Math.multiplyExact(wide * 3, high)];
        Arrays.fill(paper, (byte) 255);
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, offset(0, y), paper, ((y + margin) * wide + margin) * 3, width * 3);
        }
        return owning(wide, high, paper);
    }

    /** The picture with left and right exchanged. */
    public RgbImage mirrored() {
        byte[] turned = new byte[rgb.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(rgb, offset(x, y), turned, offset(width - 1 - x, y), 3);
            }
        }
        return owning(width, height, turned);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage " + width + " x " + height;
    }
}
