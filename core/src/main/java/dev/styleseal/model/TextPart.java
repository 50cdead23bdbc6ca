package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.unet.UNetConfig;
import java.util.List;

/**
 * One of a base's text encoders, without its weights.
 *
 * @param component which network it is
 * @param config its architecture
 * @param tokenizer that goes with it
 */
public record TextPart(Component component, ClipConfig config, ClipTokenizer tokenizer) {
    /** The text encoders that a UNet listens to: one, or two where it is told the pooled text. */
    static List<Component> componentsOf(UNetConfig unet) {
        return unet.addition().isEmpty()
                ? List.of(Component.TEXT_ENCODER)
                : List.of(Component.TEXT_ENCODER, Component.TEXT_ENCODER_2);
    }
}
