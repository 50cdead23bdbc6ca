package dev.styleseal.nn;

/**
 * A place in a network where a projection stands and an adapter may join it.
 *
 * @param path component and dotted name, such as {@code unet.mid_block.attentions.0.proj_in}
 * @param in width of what comes in
 * @param out width of what goes out
 * @param pointwise whether checkpoints store it as a 1x1 convolution, weight [out, in, 1, 1]
 */
public record LinearSlot(String path, int in, int out, boolean pointwise) {}
