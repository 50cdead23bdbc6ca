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
import java.util.ArrayList;
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
    private final int timesteps;

    /**
     * At {@value #TIMESTEPS} timesteps.
     *
     * @param cache latents of the pictures
     * @param captions one a picture; if fewer, the first ones are looked at
     */
    public HeldOutLoss(
            LatentCache cache,
            List<String> captions,
            TextConditions text,
            NoiseSchedule schedule,
            Prediction prediction) {
        this(cache, captions, text, schedule, Objective.plain(schedule, prediction), TIMESTEPS);
    }

    private HeldOutLoss(
            LatentCache cache,
            List<String> captions,
            TextConditions text,
            NoiseSchedule schedule,
            Objective objective,
            int timesteps) {
        this.cache = cache;
        this.captions = List.copyOf(captions);
        this.text = text;
        this.schedule = schedule;
        this.objective = objective;
        this.timesteps = timesteps;
    }

    /**
     * The same at another number of timesteps: fewer cost less time and tell less. Only figures of the same number can be
     * compared.
     *
     * @param count from 1 to the timesteps of the schedule
     */
    public HeldOutLoss atTimesteps(int count) {
        if (count < 1 || count > schedule.timesteps()) {
            throw new IllegalArgumentException(count + " of " + schedule.timesteps() + " timesteps");
        }
        return new HeldOutLoss(cache, captions, text, schedule, objective, count);
    }

    /** The loss of each picture, averaged over its timesteps. */
    public List<Double> of(UNet unet) {
        return cells(unet).stream()
                .map(losses -> losses.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toList();
    }

    /** The loss of each picture in the middle of each of as many equal parts of the schedule: a list a picture. */
    public List<List<Double>> cells(UNet unet) {
        return IntStream.range(0, captions.size())
                .mapToObj(picture -> losses(unet, picture))
                .toList();
    }

    private List<Double> losses(UNet unet, int picture) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long[] middles = new long[timesteps];
            TensorVector noise = new TensorVector();
            Tensor mean = cache.mean(picture);
            for (int i = 0; i < timesteps; i++) {
                middles[i] = (long) schedule.timesteps() * (2 * i + 1) / (2L * timesteps);
                noise.push_back(RandomSource.at(SEED, picture, i).normal(mean.shape()));
            }
            Tensor t = Tensors.of(middles, timesteps);
            Tensor x0 = mean.expand(timesteps, -1, -1, -1);
            Tensor eps = torch.cat(noise, 0);
            PromptStates caption = text.of(List.of(Optional.of(captions.get(picture))))
                    .map(state -> state.repeat_interleave(timesteps, new LongOptional(0), new LongOptional()));
            Condition condition = caption.framed(Collections.nCopies(timesteps, cache.framing(picture)));
            Tensor predicted = unet.forward(schedule.addNoise(x0, eps, t), t, condition);
            List<Double> losses = new ArrayList<>();
            for (float loss : Tensors.floats(objective.perPicture(predicted, x0, eps, t))) {
                losses.add((double) loss);
            }
            return losses;
        }
    }
}
