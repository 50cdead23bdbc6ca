package dev.styleseal.score;

import dev.styleseal.data.LatentCache;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.train.TextConditions;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.unet.UNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How much a seal changes what the UNet predicts: {@code |sealed - base| / |base|}, the lengths of predictions taken as
 * vectors. Of prompts that have nothing to do with the training it is a leak, and shows one that pictures hide.
 *
 * @param bands for the middle of each of {@value #BANDS} equal parts of the schedule, the least noisy first: the mean over
 *     prompts
 */
public record PredictionChange(List<Double> bands) {
    private static final int BANDS = 4;
    private static final long SEED = 20_260_402; // fixed, so that figures of all runs can be compared

    public PredictionChange {
        bands = List.copyOf(bands);
    }

    /** A UNet and the text states it is steered by; both are another's with a seal that teaches the text encoder. */
    public record Network(UNet unet, TextConditions text) {}

    /**
     * Compares two networks on the engine thread.
     *
     * @param pictures noise is added to these, one picture a prompt, in turn
     * @param prompts at least one
     */
    public static PredictionChange between(
            Network base, Network sealed, LatentCache pictures, NoiseSchedule schedule, List<String> prompts) {
        double[] sums = new double[BANDS];
        for (int i = 0; i < prompts.size(); i++) {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor before = prediction(base, pictures, schedule, prompts, i);
                Tensor change =
                        prediction(sealed, pictures, schedule, prompts, i).sub(before);
                float[] shares = Tensors.floats(lengths(change).div(lengths(before)));
                for (int band = 0; band < BANDS; band++) {
                    sums[band] += shares[band] / prompts.size();
                }
            }
        }
        List<Double> bands = new ArrayList<>();
        for (double sum : sums) {
            bands.add(sum);
        }
        return new PredictionChange(bands);
    }

    /** The mean over all parts of the schedule. */
    public double mean() {
        return bands.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** [BANDS, C, h, w] */
    private static Tensor prediction(
            Network network, LatentCache pictures, NoiseSchedule schedule, List<String> prompts, int prompt) {
        int picture = prompt % pictures.size();
        Tensor mean = pictures.mean(picture);
        long[] timesteps = new long[BANDS];
        TensorVector noise = new TensorVector();
        for (int band = 0; band < BANDS; band++) {
            timesteps[band] = (long) schedule.timesteps() * (2 * band + 1) / (2 * BANDS);
            noise.push_back(RandomSource.at(SEED, prompt, band).normal(mean.shape()));
        }
        Tensor t = Tensors.of(timesteps, BANDS);
        PromptStates states = network.text
                .of(List.of(Optional.of(prompts.get(prompt))))
                .map(state -> state.repeat_interleave(BANDS, new LongOptional(0), new LongOptional()));
        return network.unet.forward(
                schedule.addNoise(mean.expand(BANDS, -1, -1, -1), torch.cat(noise, 0), t),
                t,
                states.framed(Collections.nCopies(BANDS, pictures.framing(picture))));
    }

    private static Tensor lengths(Tensor predictions) {
        return predictions.flatten(1, 3).norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, false);
    }
}
