package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two linear layers that turn what is known of the whole picture into what every residual block is told. */
final class TimestepEmbedding {
    private final Linear linear1;
    private final Linear linear2;

    TimestepEmbedding(Layers layers, int in, int out) {
        linear1 = layers.linear("linear_1", in, out);
        linear2 = layers.linear("linear_2", out, out);
    }

    /** [B, in] to [B, out], not yet activated. */
    Tensor forward(Tensor known) {
        return linear2.forward(torch.silu(linear1.forward(known)));
    }
}
