package dev.styleseal.diffusion;

/**
 * The four forms of the DPM-Solver: the integral is taken of the predicted noise (Lu et al. 2022, DPM-Solver) or of the
 * predicted clean latents (Lu et al. 2022, DPM-Solver++), and of the ordinary or of the stochastic equation. Weights
 * follow diffusers' DPMSolverMultistepScheduler, term by term.
 */
enum DpmAlgorithm {
    NOISE("dpmsolver", true, false) {
        @Override
        DpmWeights weights(DpmStep s) {
            float e = exp(s.h()) - 1;
            float noise = s.noiseTo();
            float x = s.alphaTo() / s.alphaFrom();
            float second = s.midpoint() ? -(0.5f * (noise * e)) : -(noise * (e / s.h() - 1));
            return new DpmWeights(x, -(noise * e), second, -(noise * ((e - s.h()) / (s.h() * s.h()) - 0.5f)), 0);
        }
    },

    DATA("dpmsolver++", false, false) {
        @Override
        DpmWeights weights(DpmStep s) {
            float e = exp(-s.h()) - 1;
            float alpha = s.alphaTo();
            float x = s.noiseTo() / s.noiseFrom();
            float second = s.midpoint() ? -(0.5f * (alpha * e)) : alpha * (e / s.h() + 1);
            return new DpmWeights(x, -(alpha * e), second, -(alpha * ((e + s.h()) / (s.h() * s.h()) - 0.5f)), 0);
        }
    },

    STOCHASTIC_NOISE("sde-dpmsolver", true, true) {
        @Override
        DpmWeights weights(DpmStep s) {
            float e = exp(s.h()) - 1;
            float noise = s.noiseTo();
            float x = s.alphaTo() / s.alphaFrom();
            float second = s.midpoint() ? -(noise * e) : -2 * (noise * (e / s.h() - 1));
            float fresh = noise * (float) Math.sqrt(exp(2 * s.h()) - 1);
            return new DpmWeights(x, -2 * (noise * e), second, 0, fresh);
        }
    },

    STOCHASTIC_DATA("sde-dpmsolver++", false, true) {
        @Override
        DpmWeights weights(DpmStep s) {
            float twice = 2 * s.h();
            float e = 1 - exp(-twice);
            float alpha = s.alphaTo();
            float x = s.noiseTo() / s.noiseFrom() * exp(-s.h());
            float second = s.midpoint() ? 0.5f * (alpha * e) : alpha * (e / -twice + 1);
            float third = alpha * ((e - twice) / (twice * twice) - 0.5f);
            return new DpmWeights(x, alpha * e, second, third, s.noiseTo() * (float) Math.sqrt(e));
        }
    };

    private final String key;
    private final boolean ofNoise;
    private final boolean stochastic;

    DpmAlgorithm(String key, boolean ofNoise, boolean stochastic) {
        this.key = key;
        this.ofNoise = ofNoise;
        this.stochastic = stochastic;
    }

    static DpmAlgorithm of(ScheduleConfig config) {
        String name = config.text("algorithm_type", DATA.key);
        if (name.equals("deis")) {
            return DATA; // diffusers reads the config of a DEIS scheduler this way
        }
        for (DpmAlgorithm algorithm : values()) {
            if (algorithm.key.equals(name)) {
                return algorithm;
            }
        }
        throw config.refused("algorithm_type", "dpmsolver++, sde-dpmsolver++, dpmsolver, sde-dpmsolver");
    }

    /** Weights for a step; for steps of first order only those of the latents, the newest output and the noise count. */
    abstract DpmWeights weights(DpmStep step);

    /** Whether the integral is of the predicted noise, not of the clean latents. */
    boolean isOfNoise() {
        return ofNoise;
    }

    /** Whether each step adds fresh noise. */
    boolean isStochastic() {
        return stochastic;
    }

    private static float exp(float x) {
        return (float) Math.exp(x);
    }
}
