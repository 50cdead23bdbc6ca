package dev.styleseal.diffusion;

/**
 * Where a step of a DPM-Solver goes from and to.
 *
 * @param alphaFrom part of the signal before the step
 * @param noiseFrom part of the noise before the step
 * @param alphaTo part of the signal after it
 * @param noiseTo part of the noise after it
 * @param h by how much the logarithm of their ratio grows
 * @param midpoint whether the midpoint rule applies, not the Taylor expansion
 */
record DpmStep(float alphaFrom, float noiseFrom, float alphaTo, float noiseTo, float h, boolean midpoint) {
    static DpmStep of(SigmaRun run, int call, boolean midpoint) {
        float h = run.lambda(call + 1) - run.lambda(call);
        return new DpmStep(run.alpha(call), run.noise(call), run.alpha(call + 1), run.noise(call + 1), h, midpoint);
    }
}
