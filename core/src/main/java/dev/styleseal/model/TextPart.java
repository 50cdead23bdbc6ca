package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTokenizer;

/**
 * One of a base's text encoders, without its weights.
 *
 * @param component which network it is
 * @param config its architecture
 * @param tokenizer that goes with it
 */
public record TextPart(Component component, ClipConfig config, ClipTokenizer tokenizer) {}
