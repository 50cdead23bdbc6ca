package dev.styleseal.file;

import java.util.Optional;

/**
 * Names in the {@code adapter_model.safetensors} of a PEFT folder, which holds one network: the name of the layer there
 * behind {@code base_model.model.}, the same words for its parts as diffusers.
 *
 * @param component the network
 */
record PeftNames(Component component) implements SealNames {
    private static final DiffusersNames PARTS = new DiffusersNames();
    static final String PREFIX = "base_model.model.";

    @Override
    public Optional<SealKey> parse(String name) {
        return name.startsWith(PREFIX)
                ? PARTS.parse(component.prefix() + name.substring(PREFIX.length()))
                : Optional.empty();
    }

    @Override
    public String name(SealKey key) {
        return PREFIX + component.layer(PARTS.name(key));
    }
}
