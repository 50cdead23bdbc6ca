package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The denoising network: noisy latents, timestep and text in, predicted noise out (Ronneberger et al. 2015; Ho et al.
 * 2020; Rombach et al. 2022). Holds no memory of its own; used on the engine thread.
 */
public final class UNet {
    private final Placement placement;
    private final GlobalEmbedding embedding;
    private final List<Step> steps;

    /** Builds the network over the tensors of {@code layers}; the caller then calls {@link Layers#finish}. */
    public UNet(Layers layers, UNetConfig config) {
        placement = layers.placement();
        embedding = new GlobalEmbedding(layers, config);
        steps = List.copyOf(new UNetBuilder(layers, config).steps());
    }

    /**
     * Predicts what was asked of the network in training: the noise, or the velocity.
     *
     * @param latents [B, inChannels, h, w], any h and w
     * @param timesteps [B], in [0, train steps), fractions allowed
     * @param condition what steers the prediction, of the same batch
     * @return [B, outChannels, h, w], in the scope open at the call
     */
    public Tensor forward(Tensor latents, Tensor timesteps, Condition condition) {
        try (Scope scope = new Scope()) {
            Condition entered = condition.map(placement::enter);
            Conditioning conditioning =
                    new Conditioning(embedding.forward(placement.enter(timesteps), entered), entered.context());
            Deque<Tensor> left = new ArrayDeque<>();
            Tensor hidden = placement.enter(latents);
            for (Step step : steps) {
                hidden = run(step, hidden, left, conditioning);
            }
            return scope.keep(Placement.leave(hidden));
        }
    }

    /** Frees what the step made on its way, but for what the backward pass keeps itself. */
    private static Tensor run(Step step, Tensor hidden, Deque<Tensor> left, Conditioning conditioning) {
        try (Scope scope = new Scope()) {
            Tensor result = scope.keep(step.segment().forward(meetSkip(step, hidden, left), conditioning));
            if (step.skip() == Step.Skip.LEAVE) {
                left.push(result);
            }
            return result;
        }
    }

    private static Tensor meetSkip(Step step, Tensor hidden, Deque<Tensor> left) {
        return switch (step.skip()) {
            case NONE, LEAVE -> hidden;
            case TAKE -> torch.cat(new TensorVector(hidden, left.pop()), 1);
            case ENLARGE -> {
                Tensor like = left.element();
                yield torch.upsample_nearest2d(hidden, like.size(2), like.size(3));
            }
        };
    }
}
