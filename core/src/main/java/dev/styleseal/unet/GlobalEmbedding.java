package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What every residual block is told: the timestep and, in SDXL, the pooled text and the sizes the picture had (Podell et
 * al. 2023, section 2.2).
 */
final class GlobalEmbedding {
    private final SineWaves timestepWaves;
    private final TimestepEmbedding timestep;
    private final Optional<Added> added;

    private record Added(SineWaves waves, TimestepEmbedding embedding) {
        Tensor forward(Condition.Added of) {
            long batch = of.sizes().size(0);
            Tensor sizes = waves.of(of.sizes().reshape(-1)).reshape(batch, -1);
            return embedding.forward(torch.cat(new TensorVector(of.pooled(), sizes), -1));
        }
    }

    GlobalEmbedding(Layers layers, UNetConfig config) {
        int width = config.down().get(0).channels();
        timestepWaves = new SineWaves(width, config);
        timestep = new TimestepEmbedding(layers.at("time_embedding"), width, config.timeWidth());
        added = config.addition()
                .map(addition -> new Added(
                        new SineWaves(addition.sizeWidth(), config),
                        new TimestepEmbedding(layers.at("add_embedding"), addition.width(), config.timeWidth())));
    }

    /** timesteps [B] to activated embeddings [B, timeWidth]. */
    Tensor forward(Tensor timesteps, Condition condition) {
        Tensor embedded = timestep.forward(timestepWaves.of(timesteps));
        if (added.isPresent()) {
            embedded = embedded.add(added.get().forward(condition.added().orElseThrow()));
        }
        return torch.silu(embedded);
    }
}
