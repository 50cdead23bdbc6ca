package dev.styleseal.unet;

import dev.styleseal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How a picture came to its size, which SDXL is told (Podell et al. 2023, section 2.2). All in pixels.
 *
 * @param originalHeight before anything was scaled
 * @param originalWidth before anything was scaled
 * @param top rows cut off above, after scaling
 * @param left columns cut off at the left, after scaling
 * @param height of the result
 * @param width of the result
 */
public record Framing(int originalHeight, int originalWidth, int top, int left, int height, int width) {
    private static final int NUMBERS = 6;

    /** A picture that was neither scaled nor cut. */
    public static Framing whole(int width, int height) {
        return new Framing(height, width, 0, 0, height, width);
    }

    /** [B, 6], float32, in the scope open at the call. */
    static Tensor tensor(List<Framing> framings) {
        float[] numbers = new float[framings.size() * NUMBERS];
        int at = 0;
        for (Framing framing : framings) {
            numbers[at++] = framing.originalHeight;
            numbers[at++] = framing.originalWidth;
            numbers[at++] = framing.top;
            numbers[at++] = framing.left;
            numbers[at++] = framing.height;
            numbers[at++] = framing.width;
        }
        return Tensors.of(numbers, framings.size(), NUMBERS);
    }
}
