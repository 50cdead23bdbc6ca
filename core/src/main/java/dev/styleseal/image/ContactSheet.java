package dev.styleseal.image;

import java.util.Arrays;
import java.util.List;

/** Several pictures in one, row by row, enlarged without smoothing. */
public final class ContactSheet {
    private ContactSheet() {}

    /**
     * The sheet; places that stay empty are white.
     *
     * @param images at least one, all of the same size
     * @param columns pictures in a row, at least 1
     * @param factor how many pixels one pixel becomes in each direction, at least 1
     */
    public static RgbImage of(List<RgbImage> images, int columns, int factor) {
        int cellWidth = images.get(0).width() * factor;
        int cellHeight = images.get(0).height() * factor;
        int rows = (images.size() + columns - 1) / columns;
        int width = cellWidth * columns;
        byte[] rgb = new byte[Math.multiplyExact(width * 3, cellHeight * rows)];
        Arrays.fill(rgb, (byte) 255);
        for (int i = 0; i < images.size(); i++) {
            RgbImage image = images.get(i);
            if (image.width() * factor != cellWidth || image.height() * factor != cellHeight) {
                throw new IllegalArgumentException("Picture " + i + " has another size than picture 0: " + image);
            }
            int corner = (i / columns * cellHeight * width + i % columns * cellWidth) * 3;
            for (int y = 0; y < cellHeight; y++) {
                for (int x = 0; x < cellWidth; x++) {
                    int from = image.offset(x / factor, y / factor);
                    System.arraycopy(image.bytes(), from, rgb, corner + (y * width + x) * 3, 3);
                }
            }
        }
        return RgbImage.owning(width, cellHeight * rows, rgb);
    }
}
