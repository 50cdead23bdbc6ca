package dev.styleseal.unet;

import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Numbers as sines and cosines of many frequencies (Vaswani et al. 2017, section 3.5).
 *
 * <p>Angles are float32, as the networks were trained. Their sines are taken in double precision: libtorch's own float32
 * sines differ in the last bit from one build to another, which long runs of samplers that clip amplify a thousandfold.
 */
final class SineWaves {
    private static final double LONGEST_PERIOD = 10_000;

    private final float[] frequencies;
    private final boolean cosinesFirst;

    /** @param width of the result for each number, even */
    SineWaves(int width, UNetConfig config) {
        frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) -Math.log(LONGEST_PERIOD) * i;
            exponent /= (float) (frequencies.length - config.frequencyShift());
            frequencies[i] = (float) Math.exp(exponent);
        }
        cosinesFirst = config.flipSinToCos();
    }

    /** [N] to [N, width]; fractions are fine. */
    Tensor of(Tensor numbers) {
        float[] values = Tensors.floats(numbers);
        int half = frequencies.length;
        float[] waves = new float[values.length * 2 * half];
        for (int i = 0; i < values.length; i++) {
            int sines = 2 * half * i + (cosinesFirst ? half : 0);
            int cosines = 2 * half * i + (cosinesFirst ? 0 : half);
            for (int j = 0; j < half; j++) {
                float angle = values[i] * frequencies[j];
                waves[sines + j] = (float) Math.sin(angle);
                waves[cosines + j] = (float) Math.cos(angle);
            }
        }
        return Tensors.of(waves, values.length, 2L * half).to(numbers.device(), ScalarType.Float);
    }
}
