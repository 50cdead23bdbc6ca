package dev.styleseal.train;

/**
 * What one optimizer step reports: numbers only, never tensors.
 *
 * @param step counted from 1
 * @param loss mean over the step's batches
 * @param learningRate of the UNet's adapter in this step
 * @param gradientNorm length of all gradients together, before clipping
 * @param pictures number of pictures seen in this step
 */
public record StepReport(int step, double loss, double learningRate, double gradientNorm, int pictures) {}
