package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss: the squared error of the network's output against its target, averaged over each picture, weighted by its
 * timestep, averaged over the batch. Immutable, may be shared between threads.
 */
public final class Objective {
    private static final long EACH_ELEMENT = 0; // at::Reduction::None

    private final NoiseSchedule schedule;
    private final Prediction prediction;
    private final OptionalDouble gamma;

    private Objective(NoiseSchedule schedule, Prediction prediction, OptionalDouble gamma) {
        this.schedule = schedule;
        this.prediction = prediction;
        this.gamma = gamma;
    }

    /** Every timestep counts the same. */
    public static Objective plain(NoiseSchedule schedule, Prediction prediction) {
        return new Objective(schedule, prediction, OptionalDouble.empty());
    }

    /**
     * Timesteps with little noise count less, so that they do not drown the others (Hang et al. 2023, Efficient
     * Diffusion Training via Min-SNR Weighting Strategy, section 3.4).
     *
     * @param gamma signal-to-noise ratio above which a timestep counts no more than at it, above 0; the paper's is 5
     */
    public static Objective minSnr(NoiseSchedule schedule, Prediction prediction, double gamma) {
        if (!(gamma > 0)) {
            throw new IllegalArgumentException("gamma " + gamma);
        }
        return new Objective(schedule, prediction, OptionalDouble.of(gamma));
    }

    /**
     * The loss of a batch, a float32 scalar through which gradients flow to {@code output}.
     *
     * @param output what the network made of the noised latents, [B, C, h, w]
     * @param x0 the clean latents, of the same shape
     * @param noise what they were noised with, of the same shape
     * @param t their timesteps, int64 [B]
     */
    public Tensor loss(Tensor output, Tensor x0, Tensor noise, Tensor t) {
        try (Scope scope = new Scope()) {
            return scope.keep(perPicture(output, x0, noise, t).mean());
        }
    }

    /** As {@link #loss}, before the average over the batch: float32 [B]. */
    public Tensor perPicture(Tensor output, Tensor x0, Tensor noise, Tensor t) {
        try (Scope scope = new Scope()) {
            Tensor target = prediction.target(schedule, x0, noise, t);
            Tensor errors =
                    torch.mse_loss(output, target, EACH_ELEMENT).flatten(1, -1).mean(1);
            return scope.keep(gamma.isPresent() ? errors.mul(weight(t, gamma.getAsDouble())) : errors);
        }
    }

    /** Written so that a timestep without any signal gets the limit, 1, instead of 0 / 0. */
    private Tensor weight(Tensor t, double most) {
        Tensor snr = schedule.snr(t);
        return switch (prediction) {
            case EPSILON -> atMost(1, snr.reciprocal().mul(new Scalar(most)));
            case SAMPLE -> atMost(most, snr);
            case V -> atMost(most, snr).div(snr.add(new Scalar(1.0)));
        };
    }

    private static Tensor atMost(double limit, Tensor values) {
        return values.clamp(new ScalarOptional(), new ScalarOptional(new Scalar(limit)));
    }
}
