package dev.styleseal.diffusion;

/**
 * The noise levels of a schedule in the form {@code x = x0 + sigma eps}: {@code sigma = sqrt((1 - abar) / abar)} at each
 * training timestep, and the way back (Karras et al. 2022, Elucidating the Design Space, table 1).
 */
final class SigmaTable {
    private final float[] sigmas;
    private final float[] logs;

    SigmaTable(NoiseSchedule schedule) {
        sigmas = schedule.neverZero().sigmas();
        logs = new float[sigmas.length];
        for (int t = 0; t < sigmas.length; t++) {
            logs[t] = (float) Math.log(sigmas[t]);
        }
    }

    int timesteps() {
        return sigmas.length;
    }

    float first() {
        return sigmas[0];
    }

    float last() {
        return sigmas[sigmas.length - 1];
    }

    /** Natural logarithm of sigma at a timestep. */
    float log(int t) {
        return logs[t];
    }

    /** The sigma at a timestep with a fraction, interpolated. */
    double at(double timestep) {
        return Numpy.interpolate(sigmas, timestep);
    }

    /** The timestep, with a fraction, whose sigma is nearest in logarithm. */
    double timestepOf(double sigma) {
        double log = Math.log(Math.max(sigma, 1e-10));
        int low = 0;
        while (low < logs.length - 2 && logs[low + 1] <= log) {
            low++;
        }
        double w = (logs[low] - log) / (logs[low] - logs[low + 1]);
        w = Math.min(Math.max(w, 0), 1);
        return (1 - w) * low + w * (low + 1);
    }
}
