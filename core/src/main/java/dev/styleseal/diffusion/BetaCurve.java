package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How the noise added by one timestep grows with the timestep. */
enum BetaCurve {
    /** A straight line (Ho et al. 2020, Denoising Diffusion Probabilistic Models, section 4). */
    LINEAR("linear") {
        @Override
        Tensor betas(double start, double end, int steps) {
            return torch.linspace(new Scalar(start), new Scalar(end), steps);
        }
    },

    /** A straight line of square roots, the one Stable Diffusion is trained with (Rombach et al. 2022, code). */
    SCALED_LINEAR("scaled_linear") {
        @Override
        Tensor betas(double start, double end, int steps) {
            try (Scope scope = new Scope()) {
                Tensor roots = torch.linspace(new Scalar(Math.sqrt(start)), new Scalar(Math.sqrt(end)), steps);
                return scope.keep(roots.mul(roots));
            }
        }
    },

    /** A squared cosine of what is left of the signal (Nichol and Dhariwal 2021, Improved DDPM, section 3.2). */
    SQUARED_COSINE("squaredcos_cap_v2") {
        @Override
        Tensor betas(double start, double end, int steps) {
            float[] betas = new float[steps];
            for (int i = 0; i < steps; i++) {
                double left = cosine((i + 1) / (double) steps) / cosine(i / (double) steps);
                betas[i] = (float) Math.min(1 - left, MOST);
            }
            return Tensors.of(betas, steps);
        }
    };

    /** Keeps the last timestep from being pure noise; the paper's value. */
    private static final double MOST = 0.999;

    private final String key;

    BetaCurve(String key) {
        this.key = key;
    }

    /** float32 [steps]; {@code start} and {@code end} are the first and last value where the curve has a choice. */
    abstract Tensor betas(double start, double end, int steps);

    static BetaCurve of(ScheduleConfig config) {
        String name = config.text("beta_schedule", LINEAR.key);
        for (BetaCurve curve : values()) {
            if (curve.key.equals(name)) {
                return curve;
            }
        }
        throw config.refused("beta_schedule", "linear, scaled_linear, squaredcos_cap_v2");
    }

    private static double cosine(double part) {
        double cosine = Math.cos((part + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }
}
