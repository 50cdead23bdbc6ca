package dev.styleseal.train;

import dev.styleseal.data.LatentCache;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.unet.UNet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How well a network denoises pictures it was not trained on: mean squared error at fixed timesteps with fixed noise,
 * so that two networks can be compared picture by picture. Used on the engine thread.
 */
public final class HeldOutLoss {
    private static final int TIMESTEPS = 20;
    private static final long SEED = 20_260_401; // fixed for all runs, so that their figures can be compared

    private final LatentCache cache;
    private final List<String> captions;
    private final TextConditions text;
    private final NoiseSchedule schedule;
    private final Objective objective;

    /**
     * @param cache latents of the pictures
     * @param captions one a picture
     */
    public HeldOutLoss(
            LatentCache cache,
            List<String> captions,
            TextConditions text,
            NoiseSchedule schedule,
            Prediction prediction) {
        this.cache = cache;
        this.captions = List.copyOf(captions);
        this.text = text;
        this.schedule = schedule;
        objective = Objective.plain(schedule, prediction);
    }

    /** The loss of each picture, averaged over the middles of {@value #TIMESTEPS} equal parts of the schedule. */
    public List<Double> of(UNet unet) {
        return IntStream.range(0, cache.size())
                .mapToObj(picture -> loss(unet, picture))
                .toList();
    }

    private double loss(UNet unet, int picture) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long[] timesteps = new long[TIMESTEPS];
            TensorVector noise = new TensorVector();
            Tensor mean = cache.mean(picture);
            for (int i = 0; i < TIMESTEPS; i++) {
                timesteps[i] = (long) schedule.timesteps() * (2 * i + 1) / (2 * TIMESTEPS);
                noise.push_back(RandomSource.at(SEED, picture, i).normal(mean.shape()));
            }
            Tensor t = Tensors.of(timesteps, TIMESTEPS);
            Tensor x0 = mean.expand(TIMESTEPS, -1, -1, -1);
            Tensor eps = torch.cat(noise, 0);
            PromptStates caption = text.of(List.of(Optional.of(captions.get(picture))))
                    .map(state -> state.repeat_interleave(TIMESTEPS, new LongOptional(0), new LongOptional()));
            Condition condition = caption.framed(Collections.nCopies(TIMESTEPS, cache.framing(picture)));
            Tensor predicted = unet.forward(schedule.addNoise(x0, eps, t), t, condition);
            return objective.loss(predicted, x0, eps, t).item_double();
        }
    }
}
