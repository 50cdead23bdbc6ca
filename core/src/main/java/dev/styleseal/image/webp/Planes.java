package dev.styleseal.image.webp;

/**
 * A decoded frame: brightness at full resolution, two colour planes at half. The planes are whole macroblocks, so they
 * may reach beyond the picture.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param luma at least [height, width]
 * @param u at least [(height + 1) / 2, (width + 1) / 2]
 * @param v as {@code u}
 */
public record Planes(int width, int height, Plane luma, Plane u, Plane v) {}
