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
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
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
 * @param picture {@code -b / sqrt(1 - abar)}, mean of both timesteps: 0 for the noise, 1 for the velocity
 * @param explained share of the output's squares that is not rest, 0 to 1: near 0 for a network that was not trained
 */
record PredictionProbe(double picture, double explained) {
    private static final double LEAST_EXPLAINED = 0.25;
    private static final double MOST_OF_NOISE = 0.35;
    private static final double LEAST_OF_VELOCITY = 0.65;
    private static final long SEED = 0x5EA1;
    /** Larger latents would make the trial slower and tell no more. */
    private static final int MOST_SIDE = 32;

    /** The network, for two pictures of nothing in particular. */
    interface Network {
        /** Output for latents [2, C, h, w] at timesteps int64 [2]. */
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
                    model.promptEncoder(LayerWrapper.NONE, model.clipSkip()).encode(List.of(nothing, nothing));
            return model.unet(LayerWrapper.NONE).forward(latents, timesteps, text.framed(List.of(framing, framing)));
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
            Tensor twice = torch.cat(new TensorVector(picture, picture), 0);
            Tensor noise = RandomSource.seeded(SEED).normal(twice.shape());
            int last = schedule.timesteps() - 1;
            long[] at = {last * 2L / 5, last * 3L / 5};
            Tensor timesteps = Tensors.of(at, 2);
            Tensor output = network.predict(schedule.addNoise(twice, noise, timesteps), timesteps);
            double share = 0;
            double explained = 0;
            for (int i = 0; i < at.length; i++) {
                PredictionProbe one = fitted(
                        Tensors.floats(output.select(0, i)),
                        Tensors.floats(noise.select(0, i)),
                        Tensors.floats(picture),
                        Math.sqrt(1 - schedule.signal((int) at[i])));
                share += one.picture / at.length;
                explained += one.explained / at.length;
            }
            return new PredictionProbe(share, explained);
        }
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
        return new PredictionProbe(-b / sigma, outputs == 0 ? 0 : found / outputs);
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

    /** The numbers, for people, where they do not tell. */
    Message doubt() {
        return Message.of(
                "assumed as published; a trial does not tell: the picture is in its output by {0}, where 0 means noise and 1 velocity, and noise and picture make {1} of it",
                Figure.decimal(picture, 2), Figure.decimal(explained, 2));
    }
}
