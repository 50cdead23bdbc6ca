package dev.styleseal.generate;

/**
 * One picture to be painted.
 *
 * @param prompt what it shows; may be empty
 * @param negative what guidance leads away from; may be empty
 * @param seed of its noise
 */
public record PaintJob(String prompt, String negative, long seed) {}
