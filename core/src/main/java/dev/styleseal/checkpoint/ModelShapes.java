package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The shapes of a model's components, and the configs that follow from them.
 *
 * @param architecture what shapes cannot tell is as in its published models
 * @param components those that are there
 */
record ModelShapes(Architecture architecture, Map<Component, Shapes> components) {
    /**
     * The config.json of a component.
     *
     * @param prediction decides between the two sizes of Stable Diffusion 2
     * @throws dev.styleseal.error.BadInput when neither shapes nor published models tell it
     * @throws dev.styleseal.error.CorruptFile when a tensor that tells is missing
     */
    ObjectNode config(Component component, PredictionType prediction) {
        Shapes shapes = Objects.requireNonNull(components.get(component));
        return switch (component) {
            case UNET -> UNetDescription.of(shapes, architecture, architecture.sampleSize(prediction), pooledWidth());
            case VAE -> VaeDescription.of(shapes, architecture);
            case TEXT_ENCODER, TEXT_ENCODER_2 -> TextDescription.of(shapes, architecture, component);
        };
    }

    private OptionalInt pooledWidth() {
        Shapes text = components.get(Component.TEXT_ENCODER_2);
        return text == null || !text.has(OpenClipNames.TEXT_PROJECTION)
                ? OptionalInt.empty()
                : OptionalInt.of(text.size(OpenClipNames.TEXT_PROJECTION, 0));
    }
}
