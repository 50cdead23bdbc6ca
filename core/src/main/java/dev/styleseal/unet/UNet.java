package dev.styleseal.unet;

import dev.styleseal.nn.Layers;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The denoising network: noisy latents, timestep and text in, predicted noise out (Ronneberger et al. 2015; Ho et al.
 * 2020; Rombach et al. 2022). Holds no memory of its own; used on the engine thread.
 */
public final class UNet {
    private static final String TIME_EMBEDDING = "time_embedding"; // with SDXL's add_embedding, which is added to it

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
     * <p>One picture under several conditions, as guidance has it, is one in the batch until a condition is met: nothing is
     * computed twice that is the same for all.
     *
     * @param latents [B, inChannels, h, w], any h and w; or [1, inChannels, h, w] for all conditions
     * @param timesteps as many, in [0, train steps), fractions allowed
     * @param condition what steers the prediction, of batch B
     * @return [B, outChannels, h, w], in the scope open at the call
     */
    public Tensor forward(Tensor latents, Tensor timesteps, Condition condition) {
        return forward(latents, timesteps, condition, Witness.NONE);
    }

    /**
     * The same prediction by a run that remembers little and runs every segment once more on the way back.
     *
     * @param latents as in {@link #forward}
     * @param replay of the random numbers that adapters draw
     * @return to be closed by the caller
     */
    public Recomputation recomputed(Tensor latents, Tensor timesteps, Condition condition, Replay replay) {
        try (Scope scope = new Scope()) {
            return new Recomputation(
                    steps.stream().flatMap(step -> step.apart().stream()).toList(),
                    placement.enterPixels(latents),
                    conditioning(timesteps, condition),
                    replay);
        }
    }

    private Conditioning conditioning(Tensor timesteps, Condition condition) {
        Condition entered = condition.map(placement::enter);
        return new Conditioning(embedding.forward(placement.enter(timesteps), entered), entered.context());
    }

    /**
     * Where numbers that are not finite come up first when the network runs.
     *
     * @return the part as checkpoints name it, such as {@code down_blocks.1.attentions.0}; empty if all are finite
     */
    public Optional<String> firstNotFinite(Tensor latents, Tensor timesteps, Condition condition) {
        List<String> found = new ArrayList<>();
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            forward(latents, timesteps, condition, (path, output) -> {
                if (found.isEmpty() && !Tensors.allFinite(output)) {
                    found.add(path);
                }
            });
        }
        return found.stream().findFirst();
    }

    /** How many computations were recorded on the way forward and not yet gone back over. */
    static int recorded() {
        return Layers.recorded();
    }

    /** Forgets those that were recorded since there were so many: nobody goes back over them. */
    static void forgetSince(int recorded) {
        Layers.forgetSince(recorded);
    }

    /** Forgets passes that were recorded and never gone back over, such as one whose loss was not finite. */
    public static void forgetPasses() {
        Layers.forgetPasses();
    }

    /** Sees what each part of the network gives. */
    interface Witness {
        Witness NONE = (path, output) -> {};

        void saw(String path, Tensor output);
    }

    private Tensor forward(Tensor latents, Tensor timesteps, Condition condition, Witness witness) {
        try (Scope scope = new Scope()) {
            Conditioning conditioning = conditioning(timesteps, condition);
            witness.saw(TIME_EMBEDDING, conditioning.time());
            Deque<Tensor> left = new ArrayDeque<>();
            Tensor hidden = placement.enterPixels(latents);
            for (Step step : steps) {
                hidden = run(step, hidden, left, conditioning, witness);
            }
            return scope.keep(Placement.leave(hidden));
        }
    }

    /** Frees what the step made on its way, but for what the backward pass keeps itself. */
    static Tensor run(Step step, Tensor hidden, Deque<Tensor> left, Conditioning conditioning, Witness witness) {
        try (Scope scope = new Scope()) {
            Tensor result = meetSkip(step, hidden, left);
            for (Part part : step.parts()) {
                result = part.layer().forward(result, conditioning);
                witness.saw(part.path(), result);
            }
            scope.keep(result);
            if (step.skip() == Step.Skip.LEAVE) {
                left.push(result);
            }
            return result;
        }
    }

    /** What was left before a condition was met is the same for all; copied, since a view would lose channels last. */
    private static Tensor spread(Tensor one, long batch) {
        if (one.size(0) == batch) {
            return one;
        }
        return torch.cat(new TensorVector(Collections.nCopies((int) batch, one).toArray(Tensor[]::new)), 0);
    }

    private static Tensor meetSkip(Step step, Tensor hidden, Deque<Tensor> left) {
        return switch (step.skip()) {
            case NONE, LEAVE -> hidden;
            case TAKE -> torch.cat(new TensorVector(hidden, spread(left.pop(), hidden.size(0))), 1);
            case ENLARGE -> {
                Tensor like = left.element();
                yield torch.upsample_nearest2d(hidden, like.size(2), like.size(3));
            }
        };
    }
}
