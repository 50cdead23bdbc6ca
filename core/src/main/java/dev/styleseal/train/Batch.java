package dev.styleseal.train;

import dev.styleseal.unet.Condition;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What one pass through the network learns from.
 *
 * @param latents clean, [B, C, h, w]
 * @param noise standard normal but for an offset, [B, C, h, w]
 * @param timesteps int64 [B]
 * @param condition captions and framings of the pictures, with a graph if a text encoder learns
 * @param shown what stands in each row
 */
record Batch(Tensor latents, Tensor noise, Tensor timesteps, Condition condition, List<Shown> shown) {
    Batch {
        shown = List.copyOf(shown);
    }

    /** File name of each row's picture. */
    List<String> pictures() {
        return shown.stream().map(Shown::picture).toList();
    }
}
