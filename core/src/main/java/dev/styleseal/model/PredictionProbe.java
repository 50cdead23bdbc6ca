package dev.styleseal.model;

import dev.styleseal.checkpoint.Stated;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds out what a UNet predicts by asking it once.
 *
 * <p>Soft blobs, which are to latents what clouds are to pictures, are noised to two timesteps in the middle of the
 * schedule. A trained network tells noise from blobs well there, so its output is nearly the noise or nearly the velocity,
 * and these two are far from each other: both are compared by correlation. Always the same blobs and noise.
 *
 * @param noise how the output goes with the noise, -1 to 1
 * @param velocity how it goes with the velocity
 */
record PredictionProbe(double noise, double velocity) {
    /** A network that goes with neither is not trained, or not on pictures. */
    private static final double CLEAR = 0.6;

    private static final double LEAD = 0.1;
    private static final long SEED = 0x5EA1;
    private static final int BLOB = 8;

    /** The network, for two pictures of nothing in particular. */
    interface Network {
        /** Output for latents [2, C, h, w] at timesteps int64 [2]. */
        Tensor predict(Tensor latents, Tensor timesteps);
    }

    /**
     * Asks once.
     *
     * @param channels of a latent
     * @param side of the latents
     */
    static PredictionProbe ask(Network network, NoiseSchedule schedule, int channels, int side) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            RandomSource random = RandomSource.seeded(SEED);
            int blobs = Math.max(2, side / BLOB);
            Tensor latents =
                    torch.upsample_bilinear2d(random.normal(2, channels, blobs, blobs), new long[] {side, side}, false);
            Tensor blurred = latents.div(latents.std());
            Tensor noise = random.normal(2, channels, side, side);
            int last = schedule.timesteps() - 1;
            Tensor timesteps = Tensors.of(new long[] {last * 2L / 5, last * 3L / 5}, 2);
            Tensor output = network.predict(schedule.addNoise(blurred, noise, timesteps), timesteps);
            return new PredictionProbe(
                    correlation(output, noise), correlation(output, schedule.velocity(blurred, noise, timesteps)));
        }
    }

    private static double correlation(Tensor a, Tensor b) {
        double product = a.mul(b).sum().item_double();
        return product
                / Math.sqrt(a.square().sum().item_double() * b.square().sum().item_double());
    }

    /** What it predicts and by which numbers that is known; nothing if they do not tell. */
    Optional<Stated<Prediction>> finding() {
        if (Math.max(noise, velocity) < CLEAR || Math.abs(noise - velocity) < LEAD) {
            return Optional.empty();
        }
        return Optional.of(new Stated<>(
                noise > velocity ? Prediction.EPSILON : Prediction.V,
                Message.of(
                        "found by a trial: its output goes with the noise by {0}, with the velocity by {1}",
                        Figure.decimal(noise, 2), Figure.decimal(velocity, 2))));
    }

    /** The numbers, for people, where they do not tell. */
    Message doubt() {
        return Message.of(
                "assumed as published: a trial does not tell, its output goes with the noise by {0}, with the velocity by {1}",
                Figure.decimal(noise, 2), Figure.decimal(velocity, 2));
    }
}
