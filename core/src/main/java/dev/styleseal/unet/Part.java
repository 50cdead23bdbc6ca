package dev.styleseal.unet;

/**
 * A layer or block of a segment.
 *
 * @param path as checkpoints name it, such as {@code down_blocks.1.attentions.0}
 * @param layer what it does
 */
record Part(String path, Segment layer) {}
