package dev.styleseal.model;

import dev.styleseal.checkpoint.Stated;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.image.RgbImage;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.vae.Vae;
import java.util.Collections;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds out what a UNet predicts by asking it once.
 *
 * <p>A picture of a disc is noised to two timesteps in the middle of the schedule, always with the same noise. The output
 * is written as {@code a noise + b picture + rest} by least squares. A network that predicts the noise leaves the picture
 * out (b is 0 or a little above); one that predicts the velocity {@code sqrt(abar) noise - sqrt(1 - abar) picture} takes it
 * off (b is near {@code -sqrt(1 - abar)}).
 *
 * <p>In the same batch a colour and its opposite are all but drowned in noise, as at the last timestep of a schedule
 * that leaves something of them there (Lin et al. 2023, section 3.2). A network trained with such a schedule finds the
 * difference; one whose schedule ended in nothing but noise was never asked to look.
 *
 * @param picture {@code -b / sqrt(1 - abar)}, mean of both timesteps: 0 for the noise, 1 for the velocity
 * @param explained share of the output's squares that is not rest, 0 to 1: near 0 for a network that was not trained
 * @param seen how much of the drowned colour a network that predicts the velocity finds: 0 for nothing, 1 for all
 */
record PredictionProbe(double picture, double explained, double seen) {
    private static final double LEAST_EXPLAINED = 0.25;
    private static final double MOST_OF_NOISE = 0.35;
    private static final double LEAST_OF_VELOCITY = 0.65;
    private static final double LEAST_SEEN = 0.1;
    private static final double MOST_UNSEEN = 0.03;
    private static final long SEED = 0x5EA1;
    /** Larger latents would make the trial slower and tell no more. */
    private static final int MOST_SIDE = 16;

    /** The network, for pictures of nothing in particular. */
    interface Network {
        /** Output for latents [4, C, h, w] at timesteps int64 [4]. */
        Tensor predict(Tensor latents, Tensor timesteps);
    }

    /** Asks the UNet of a model once, on the engine thread. */
    static PredictionProbe ask(StableDiffusion model, NoiseSchedule schedule) {
        return ask(network(model), latents(model), schedule);
    }

    private static int pixels(StableDiffusion model) {
        return Math.min(MOST_SIDE, model.unetConfig().sampleSize())
                * model.vaeConfig().factor();
    }

    /** [1, C, h, w] of an orange disc on blue, in the scope open at the call. */
    static Tensor latents(StableDiffusion model) {
        int side = pixels(model);
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            double x = (i % side + 0.5) / side - 0.5;
            double y = (Math.floorDiv(i, side) + 0.5) / side - 0.5;
            boolean disc = x * x + y * y < 0.1;
            rgb[3 * i] = (byte) (disc ? 230.0 : 120 - 60 * y);
            rgb[3 * i + 1] = (byte) (disc ? 140 + 60 * x : 170 - 60 * y);
            rgb[3 * i + 2] = (byte) (disc ? 40 : 220);
        }
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Vae vae = model.vae();
            Tensor mean =
                    vae.encode(PixelCodec.tensor(RgbImage.of(side, side, rgb))).mean();
            return scope.keep(vae.scaled(mean));
        }
    }

    /** The UNet of a model, told of no words and of pictures that were not cut. */
    static Network network(StableDiffusion model) {
        int pixels = pixels(model);
        Framing framing = Framing.whole(pixels, pixels);
        Optional<String> nothing = Optional.of("");
        return (latents, timesteps) -> {
            PromptStates text =
                    model.promptEncoder(LayerWrapper.NONE, model.clipSkip()).encode(Collections.nCopies(4, nothing));
            return model.unet(LayerWrapper.NONE)
                    .forward(latents, timesteps, text.framed(Collections.nCopies(4, framing)));
        };
    }

    /**
     * Asks once.
     *
     * @param picture latents [1, C, h, w]
     */
    static PredictionProbe ask(Network network, Tensor picture, NoiseSchedule schedule) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor pictures = torch.cat(
                    new TensorVector(
                            picture, picture, flat(picture), flat(picture).neg()),
                    0);
            Tensor drawn = RandomSource.seeded(SEED).normal(2, picture.size(1), picture.size(2), picture.size(3));
            Tensor noise = torch.cat(new TensorVector(drawn, drawn), 0);
            int last = schedule.timesteps() - 1;
            long[] at = {last * 2L / 5, last * 3L / 5, last, last};
            noise.select(0, 3).copy_(noise.select(0, 2));
            Tensor timesteps = Tensors.of(at, at.length);
            Tensor output = network.predict(schedule.addNoise(pictures, noise, timesteps), timesteps);
            double share = 0;
            double explained = 0;
            for (int i = 0; i < 2; i++) {
                PredictionProbe one = fitted(
                        Tensors.floats(output.select(0, i)),
                        Tensors.floats(noise.select(0, i)),
                        Tensors.floats(picture),
                        Math.sqrt(1 - schedule.signal((int) at[i])));
                share += one.picture / 2;
                explained += one.explained / 2;
            }
            float[] hidden = Tensors.floats(flat(picture));
            float[] difference = Tensors.floats(output.select(0, 3).sub(output.select(0, 2)));
            double seen =
                    product(difference, hidden) / (2 * Math.sqrt(1 - schedule.signal(last)) * product(hidden, hidden));
            return new PredictionProbe(share, explained, seen);
        }
    }

    /** A picture of one colour, of the brightness of most: what is seen of a drowned picture is what all of it has in common. */
    private static Tensor flat(Tensor picture) {
        return picture.mean(new long[] {2, 3}, true, new ScalarTypeOptional())
                .sign()
                .expand_as(picture);
    }

    /** The normal equations of two unknowns. */
    private static PredictionProbe fitted(float[] output, float[] noise, float[] picture, double sigma) {
        double noises = product(noise, noise);
        double both = product(noise, picture);
        double pictures = product(picture, picture);
        double determinant = noises * pictures - both * both;
        double a = (product(output, noise) * pictures - product(output, picture) * both) / determinant;
        double b = (product(output, picture) * noises - product(output, noise) * both) / determinant;
        double outputs = product(output, output);
        double found = a * product(output, noise) + b * product(output, picture);
        return new PredictionProbe(-b / sigma, outputs == 0 ? 0 : found / outputs, 0);
    }

    private static double product(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }

    /** What it predicts and by which numbers that is known; nothing if they do not tell. */
    Optional<Stated<Prediction>> finding() {
        if (!(explained >= LEAST_EXPLAINED) || (picture > MOST_OF_NOISE && picture < LEAST_OF_VELOCITY)) {
            return Optional.empty();
        }
        return Optional.of(new Stated<>(
                picture <= MOST_OF_NOISE ? Prediction.EPSILON : Prediction.V,
                Message.of(
                        "found by a trial: the picture is in its output by {0}, where 0 means noise and 1 velocity",
                        Figure.decimal(picture, 2))));
    }

    /** Whether the schedule of a network that predicts the velocity ends in nothing but noise; nothing if that is not clear. */
    Optional<Stated<Boolean>> ending() {
        boolean clear = explained >= LEAST_EXPLAINED && (seen >= LEAST_SEEN || Math.abs(seen) <= MOST_UNSEEN);
        return clear
                ? Optional.of(new Stated<>(
                        seen < LEAST_SEEN,
                        Message.of(
                                "found by a trial: of a colour drowned in noise it sees {0}, where 0 means that it never had to look and 1 all",
                                Figure.decimal(seen, 2))))
                : Optional.empty();
    }

    /** The numbers, for people, where they do not tell. */
    Message doubt() {
        return Message.of(
                "assumed as published; a trial does not tell: the picture is in its output by {0}, where 0 means noise and 1 velocity, and noise and picture make {1} of it",
                Figure.decimal(picture, 2), Figure.decimal(explained, 2));
    }
}
