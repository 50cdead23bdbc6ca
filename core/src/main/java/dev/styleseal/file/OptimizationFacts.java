package dev.styleseal.file;

import java.util.OptionalDouble;

/**
 * How a seal was trained.
 *
 * @param unetLearningRate highest rate of the UNet's adapters
 * @param textEncoderLearningRate highest rate of the text encoder's, if it was trained
 * @param optimizer its name and arguments
 * @param schedule how the rate changes, such as cosine
 * @param warmupSteps over which the rate rises from 0
 * @param batchSize pictures at once
 * @param accumulation batches a step
 * @param maxGradientNorm to which gradients are clipped; 0 when they are not
 * @param minSnrGamma of the loss weighting, if it is on
 * @param noiseOffset share of noise that is the same all over a picture, 0 for none
 * @param precision of the computation: no (float32), fp16 or bf16
 */
public record OptimizationFacts(
        double unetLearningRate,
        OptionalDouble textEncoderLearningRate,
        String optimizer,
        String schedule,
        int warmupSteps,
        int batchSize,
        int accumulation,
        double maxGradientNorm,
        OptionalDouble minSnrGamma,
        double noiseOffset,
        String precision) {}
