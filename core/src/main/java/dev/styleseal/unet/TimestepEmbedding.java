package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sines and cosines of the timestep (Vaswani et al. 2017, section 3.5), then two linear layers. */
final class TimestepEmbedding {
    private static final double LONGEST_PERIOD = 10_000;

    private final float[] frequencies;
    private final boolean cosinesFirst;
    private final Linear linear1;
    private final Linear linear2;

    TimestepEmbedding(Layers layers, UNetConfig config) {
        int width = config.down().get(0).channels();
        frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            // in float32, as the networks were trained
            float exponent = (float) -Math.log(LONGEST_PERIOD) * i;
            exponent /= (float) (frequencies.length - config.frequencyShift());
            frequencies[i] = (float) Math.exp(exponent);
        }
        cosinesFirst = config.flipSinToCos();
        linear1 = layers.linear("linear_1", width, config.timeWidth());
        linear2 = layers.linear("linear_2", config.timeWidth(), config.timeWidth());
    }

    /** timesteps [B] to activated embeddings [B, timeWidth]; fractions are fine. */
    Tensor forward(Tensor timesteps) {
        Tensor angles = timesteps.to(ScalarType.Float).unsqueeze(1).mul(Tensors.of(frequencies, 1, frequencies.length));
        Tensor sines = torch.sin(angles);
        Tensor cosines = torch.cos(angles);
        Tensor waves =
                torch.cat(cosinesFirst ? new TensorVector(cosines, sines) : new TensorVector(sines, cosines), -1);
        return torch.silu(linear2.forward(torch.silu(linear1.forward(waves))));
    }
}
