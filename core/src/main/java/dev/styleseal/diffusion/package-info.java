/**
 * The mathematics of diffusion: how much noise there is at each timestep, what the loss is, and how samplers turn noise
 * into latents. Knows no network.
 *
 * <p>Start reading at {@link dev.styleseal.diffusion.NoiseSchedule}, then {@link dev.styleseal.diffusion.Objective} for
 * training and {@link dev.styleseal.diffusion.SamplingLoop} for painting. May import: error, tensor.
 */
@NullMarked
package dev.styleseal.diffusion;

import org.jspecify.annotations.NullMarked;
