package dev.styleseal.run;

/**
 * How often a training is looked at.
 *
 * @param evaluateEvery steps between measurements of the loss, 0 for none
 * @param previewEvery steps between previews, 0 for none
 */
record Pace(int evaluateEvery, int previewEvery) {}
