package dev.styleseal.diffusion;

/**
 * What a step of a DPM-Solver adds up.
 *
 * @param x weight of the latents
 * @param first weight of the newest output
 * @param second weight of the outputs' first difference, for order 2 and 3
 * @param third weight of their second difference, for order 3
 * @param noise weight of fresh noise
 */
record DpmWeights(float x, float first, float second, float third, float noise) {}
