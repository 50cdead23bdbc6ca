package dev.styleseal.nn;

/**
 * A place in a network where a layer stands and an adapter may join it.
 *
 * @param path component and dotted name, such as {@code unet.mid_block.attentions.0.proj_in}
 * @param in channels of what comes in
 * @param out channels of what goes out
 * @param kernel side of a convolution's kernel in pixels; 1 for projections
 * @param form what the layer works on
 */
public record LayerSlot(String path, int in, int out, int kernel, Form form) {
    /** What a layer works on, and how checkpoints store its weight. */
    public enum Form {
        /** Tokens; weight [out, in]. */
        LINEAR,
        /** Tokens; stored as a 1x1 convolution, weight [out, in, 1, 1]. */
        POINTWISE,
        /** Pixels; weight [out, in, kernel, kernel]. */
        CONVOLUTION,
        /** Normalised tokens or pixels; weight [out], each channel for itself. */
        NORM
    }

    /** Number of values that make one value of the output. */
    public int fanIn() {
        return in * kernel * kernel;
    }
}
