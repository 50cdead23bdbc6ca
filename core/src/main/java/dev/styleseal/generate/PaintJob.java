package dev.styleseal.generate;

import java.util.Optional;

/**
 * One picture to be painted.
 *
 * @param prompt what it shows; may be empty
 * @param negative what guidance leads away from; an empty text is encoded as such, and without one guidance leads away
 *     from what the base knows as no prompt, which is zeros for SDXL
 * @param seed of its noise
 */
public record PaintJob(String prompt, Optional<String> negative, long seed) {}
