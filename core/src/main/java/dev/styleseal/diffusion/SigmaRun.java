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
