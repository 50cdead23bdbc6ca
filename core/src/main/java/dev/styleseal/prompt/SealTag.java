package dev.styleseal.prompt;

/**
 * A seal that a prompt calls.
 *
 * @param name of its file, without folder and ending
 * @param textWeight on the text encoders
 * @param unetWeight on the denoising network
 */
public record SealTag(String name, double textWeight, double unetWeight) {}
