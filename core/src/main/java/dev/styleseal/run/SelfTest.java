package dev.styleseal.run;

import java.nio.file.Path;

/**
 * What the finished file does, tried right after training.
 *
 * @param file that was read back
 * @param pictures painted with and without it, from the same seeds
 * @param effect mean difference of these pictures, of 255
 * @param prediction change of the UNet's prediction by the seal, as a share of the prediction's length
 * @param fileError the largest difference between predictions with the file and with what was in memory, as a share of
 *     the largest prediction
 */
public record SelfTest(Path file, int pictures, double effect, double prediction, double fileError) {}
