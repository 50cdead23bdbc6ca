package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier-free guidance: away from what the network says without the prompt, towards what it says with it (Ho and
 * Salimans 2022, equation 6; as in diffusers, scale 1 means none).
 *
 * @param scale how far; 1 is the prompt's prediction as it is
 * @param rescale 0 to 1: how much of the prompt's own contrast to restore, against overexposure (Lin et al. 2023,
 *     Common Diffusion Noise Schedules and Sample Steps are Flawed, section 3.4)
 */
public record Guidance(double scale, double rescale) {
    public Guidance {
        if (!Double.isFinite(scale) || !(rescale >= 0 && rescale <= 1)) {
            throw new IllegalArgumentException("scale " + scale + ", rescale " + rescale);
        }
    }

    public static Guidance of(double scale) {
        return new Guidance(scale, 0);
    }

    /** Whether the prediction without the prompt is needed at all; diffusers guides only above 1. */
    public boolean isNeeded() {
        return scale > 1;
    }

    /** The guided prediction; all of shape [B, C, h, w]. */
    public Tensor apply(Tensor unconditional, Tensor conditional) {
        try (Scope scope = new Scope()) {
            Tensor guided = unconditional.add(conditional.sub(unconditional).mul(new Scalar(scale)));
            return scope.keep(rescale > 0 ? restoreContrast(guided, conditional) : guided);
        }
    }

    private Tensor restoreContrast(Tensor guided, Tensor conditional) {
        Tensor restored = guided.mul(contrast(conditional).div(contrast(guided)));
        return WeightedSum.of((float) rescale, restored, (float) (1 - rescale), guided);
    }

    private static Tensor contrast(Tensor prediction) {
        long[] allButBatch = LongStream.range(1, prediction.dim()).toArray();
        return prediction.std(allButBatch, true, true);
    }
}
