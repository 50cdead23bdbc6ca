package dev.styleseal.diffusion;

import java.util.Arrays;

/** The timesteps of one run and the noise level before each call and after the last. Immutable. */
final class SigmaRun {
    private final double[] timesteps;
    private final float[] sigmas;

    /** At least one level more than timesteps. */
    SigmaRun(double[] timesteps, double[] sigmas) {
        this.timesteps = timesteps;
        this.sigmas = new float[sigmas.length];
        for (int i = 0; i < sigmas.length; i++) {
            this.sigmas[i] = (float) sigmas[i];
        }
    }

    int calls() {
        return timesteps.length;
    }

    double timestep(int call) {
        return timesteps[call];
    }

    /** The level that {@code call} starts from; that of {@code calls()} is where the run ends. */
    float sigma(int call) {
        return sigmas[call];
    }

    float largest() {
        float largest = 0;
        for (float sigma : sigmas) {
            largest = Math.max(largest, sigma);
        }
        return largest;
    }

    /** The part of the signal at {@code call} where signal and noise have variance 1 together. */
    float alpha(int call) {
        return 1 / (float) Math.sqrt(sigma(call) * sigma(call) + 1);
    }

    /** The part of the noise at {@code call} where signal and noise have variance 1 together. */
    float noise(int call) {
        return sigma(call) * alpha(call);
    }

    /** Half the logarithm of the signal-to-noise ratio at {@code call}; infinite without noise. */
    float lambda(int call) {
        return (float) Math.log(alpha(call)) - (float) Math.log(noise(call));
    }

    /** All levels, for tests. */
    float[] sigmas() {
        return sigmas.clone();
    }

    /** Timesteps with a fraction and no noise after the last, as samplers of Karras' kind have them. */
    static SigmaRun fractional(ScheduleConfig config, SigmaTable table, Spacing spacing, int steps) {
        double[] timesteps = spacing.timesteps(table.timesteps(), steps, config.integer("steps_offset", 0));
        double[] levels = levelsAt(timesteps, table);
        SigmaCurve curve = SigmaCurve.of(config);
        if (curve != SigmaCurve.TIMESTEPS) {
            levels = curve.levels(config, table, levels[0], levels[levels.length - 1], timesteps.length);
            timesteps = timestepsOf(levels, table);
        }
        return new SigmaRun(single(timesteps), and(levels, 0));
    }

    /** Rounded to single precision, as networks take timesteps. */
    static double[] single(double[] timesteps) {
        return Arrays.stream(timesteps).map(t -> (float) t).toArray();
    }

    /** {@code levels} followed by one more. */
    static double[] and(double[] levels, double last) {
        double[] all = Arrays.copyOf(levels, levels.length + 1);
        all[levels.length] = last;
        return all;
    }

    /** The timesteps that have these levels. */
    static double[] timestepsOf(double[] levels, SigmaTable table) {
        return Arrays.stream(levels).map(table::timestepOf).toArray();
    }

    /** The levels at these timesteps. */
    static double[] levelsAt(double[] timesteps, SigmaTable table) {
        return Arrays.stream(timesteps).map(table::at).toArray();
    }
}
