package dev.styleseal.run;

/**
 * What the finished file does, tried right after training.
 *
 * @param pictures painted with and without it, from the same seeds
 * @param effect mean difference of these pictures, of 255
 * @param prediction change of the UNet's prediction by the seal, as a share of the prediction's length
 * @param fileError the largest difference of a picture's loss with the file from that with what was in memory, as a share
 *     of it
 */
public record SelfTest(int pictures, double effect, double prediction, double fileError) {}
