package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How much of a picture is left at each training timestep: {@code abar[t]}, the product of {@code 1 - beta} up to t, so
 * that {@code x_t = sqrt(abar) x0 + sqrt(1 - abar) eps} (Ho et al. 2020, Denoising Diffusion Probabilistic Models,
 * equation 4).
 *
 * <p>The table is computed in float32 by the same operations as in diffusers, so it is equal to the last bit. Holds no
 * native memory; immutable, may be shared between threads.
 */
public final class NoiseSchedule {
    /** Longer tables than any model has would only fill the memory. */
    private static final int MOST_TIMESTEPS = 100_000;

    private final float[] signal;

    private NoiseSchedule(float[] signal) {
        this.signal = signal;
    }

    /**
     * The schedule a model was trained with. Runs native code: call it on the engine thread.
     *
     * @throws BadInput if the config asks for a schedule that is not supported
     * @throws CorruptFile if values are of the wrong type
     */
    public static NoiseSchedule of(ScheduleConfig config) {
        int steps = config.integer("num_train_timesteps", 1000);
        if (steps < 1 || steps > MOST_TIMESTEPS) {
            throw config.refused("num_train_timesteps", Message.of("1 to {0}", MOST_TIMESTEPS));
        }
        try (Scope scope = new Scope()) {
            Tensor betas = betas(config, steps);
            if (config.flag("rescale_betas_zero_snr", false)) {
                betas = withoutSignalAtTheEnd(betas);
            }
            return new NoiseSchedule(Tensors.floats(one(steps).sub(betas).cumprod(0)));
        }
    }

    /** Number of training timesteps; t runs from 0 to one less. */
    public int timesteps() {
        return signal.length;
    }

    /** {@code abar} at one timestep, 0 to 1. */
    public float signal(int t) {
        return signal[t];
    }

    /**
     * Noises pictures to the given timesteps.
     *
     * @param x0 [B, ...] clean latents
     * @param noise of the shape of {@code x0}, standard normal
     * @param t int64 [B]
     */
    public Tensor addNoise(Tensor x0, Tensor noise, Tensor t) {
        try (Scope scope = new Scope()) {
            Tensor abar = at(t, x0.dim());
            return scope.keep(abar.sqrt().mul(x0).add(rest(abar).sqrt().mul(noise)));
        }
    }

    /**
     * What a network with v-prediction learns: {@code v = sqrt(abar) eps - sqrt(1 - abar) x0} (Salimans and Ho 2022,
     * Progressive Distillation, appendix D). Shapes as in {@link #addNoise}.
     */
    public Tensor velocity(Tensor x0, Tensor noise, Tensor t) {
        try (Scope scope = new Scope()) {
            Tensor abar = at(t, x0.dim());
            return scope.keep(abar.sqrt().mul(noise).sub(rest(abar).sqrt().mul(x0)));
        }
    }

    /** Signal-to-noise ratio {@code abar / (1 - abar)}, float32 [B], for timesteps {@code t}, int64 [B]. */
    public Tensor snr(Tensor t) {
        try (Scope scope = new Scope()) {
            Tensor abar = at(t, 1);
            return scope.keep(abar.div(rest(abar)));
        }
    }

    /**
     * The schedule for samplers that divide by the signal: where nothing is left of it, {@code 2^-24} is, the smallest
     * half-precision number (diffusers' schedulers of this kind do the same).
     */
    NoiseSchedule neverZero() {
        float[] changed = signal.clone();
        changed[changed.length - 1] = 0x1p-24f;
        return signal[signal.length - 1] == 0 ? new NoiseSchedule(changed) : this;
    }

    /** {@code sqrt((1 - abar) / abar)} for every timestep. */
    float[] sigmas() {
        try (Scope scope = new Scope()) {
            Tensor abar = Tensors.of(signal, signal.length);
            return Tensors.floats(rest(abar).div(abar).sqrt());
        }
    }

    private Tensor at(Tensor t, long dimensions) {
        long[] shape = new long[Math.toIntExact(dimensions)];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return Tensors.of(signal, signal.length).index_select(0, t).view(shape);
    }

    private static Tensor betas(ScheduleConfig config, int steps) {
        Optional<List<Double>> trained = config.numbers("trained_betas");
        if (trained.isPresent()) {
            return given(config, trained.get(), steps);
        }
        double start = config.number("beta_start", 0.0001);
        double end = config.number("beta_end", 0.02);
        if (!(start > 0 && start < 1)) {
            throw config.refused("beta_start", "between 0 and 1");
        }
        if (!(end > 0 && end < 1)) {
            throw config.refused("beta_end", "between 0 and 1");
        }
        return BetaCurve.of(config).betas(start, end, steps);
    }

    private static Tensor given(ScheduleConfig config, List<Double> betas, int steps) {
        if (betas.size() != steps || !betas.stream().allMatch(beta -> beta > 0 && beta < 1)) {
            throw config.refused(
                    "trained_betas", Message.of("num_train_timesteps = {0} numbers between 0 and 1", steps));
        }
        float[] values = new float[steps];
        for (int i = 0; i < steps; i++) {
            values[i] = betas.get(i).floatValue();
        }
        return Tensors.of(values, steps);
    }

    /** Lin et al. 2023, Common Diffusion Noise Schedules and Sample Steps are Flawed, algorithm 1. */
    private static Tensor withoutSignalAtTheEnd(Tensor betas) {
        long steps = betas.numel();
        Tensor root = one(steps).sub(betas).cumprod(0).sqrt();
        Tensor first = root.narrow(0, 0, 1);
        Tensor last = root.narrow(0, steps - 1, 1);
        Tensor moved = root.sub(last).mul(first.div(first.sub(last)));
        Tensor abar = moved.mul(moved);
        Tensor ratios = abar.narrow(0, 1, steps - 1).div(abar.narrow(0, 0, steps - 1));
        return one(steps).sub(torch.cat(new TensorVector(abar.narrow(0, 0, 1), ratios), 0));
    }

    private static Tensor one(long count) {
        return torch.ones(new long[] {count});
    }

    private static Tensor rest(Tensor part) {
        return part.neg().add(new Scalar(1.0));
    }
}
