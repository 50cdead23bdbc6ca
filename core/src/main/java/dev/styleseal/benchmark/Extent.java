package dev.styleseal.benchmark;

/**
 * How much goes through a UNet in one pass.
 *
 * @param batch pictures
 * @param height of the latents
 * @param width of the latents
 * @param tokens of the text
 */
public record Extent(int batch, int height, int width, int tokens) {
    /** This with another number of pictures. */
    Extent ofBatch(int pictures) {
        return new Extent(pictures, height, width, tokens);
    }

    /** Latents of all pictures together on a level, which convolutions of stride 2 round up. */
    long pixels(int level) {
        int scale = 1 << level;
        return (long) batch * ((height + scale - 1) / scale) * ((width + scale - 1) / scale);
    }
}
