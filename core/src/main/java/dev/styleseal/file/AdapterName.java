package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.weights.LdmNames;
import java.util.Optional;

/**
 * A tensor's name as readers of adapters take it apart.
 *
 * @param name the whole of it
 * @param style how the layer is named
 * @param layer what stands before the ending, without prefix
 * @param ending the end, if it is one that some program knows
 */
record AdapterName(String name, Style style, String layer, Optional<KeyEnding> ending) {
    /** How a layer is named. */
    enum Style {
        /** {@code lora_unet_down_blocks_0_...}, {@code lora_te_...}: diffusers' names, underscored. */
        KOHYA,
        /** {@code lora_unet_input_blocks_4_...}: the original names, underscored, as SDXL has them. */
        KOHYA_ORIGINAL,
        /** {@code unet.down_blocks.0...}. */
        DOTTED,
        /** {@code down_blocks.0...}, a UNet that does not say so. */
        BARE,
        /** {@code base_model.model.down_blocks.0...}. */
        PEFT,
        /** A learnt word. */
        WORD,
        /** None of these. */
        OTHER
    }

    static AdapterName of(String name) {
        if (BundledWords.parse(name).isPresent()) {
            return new AdapterName(name, Style.WORD, name, Optional.empty());
        }
        Optional<KeyEnding> ending = KeyEnding.of(name);
        String before = ending.map(end -> end.before(name)).orElse(name);
        for (Component component : Component.values()) {
            Optional<String> kohya = component.afterKohyaPrefix(before).filter(layer -> !layer.contains("."));
            if (kohya.isPresent()) {
                boolean original = component == Component.UNET && LdmNames.isLdm(kohya.get());
                return new AdapterName(name, original ? Style.KOHYA_ORIGINAL : Style.KOHYA, kohya.get(), ending);
            }
            if (before.startsWith(component.prefix())) {
                return new AdapterName(name, Style.DOTTED, component.layer(before), ending);
            }
        }
        if (before.startsWith(PeftNames.PREFIX)) {
            return new AdapterName(name, Style.PEFT, before.substring(PeftNames.PREFIX.length()), ending);
        }
        boolean known = new DiffusersNames().parse(name).isPresent();
        return new AdapterName(name, known ? Style.BARE : Style.OTHER, before, ending);
    }

    Optional<Part> part() {
        return ending.map(KeyEnding::part);
    }

    /** Whether the ending is this, behind a dot. */
    boolean endsWith(String text) {
        return ending.filter(end -> end.text().equals("." + text)).isPresent();
    }

    boolean isKohya() {
        return style == Style.KOHYA || style == Style.KOHYA_ORIGINAL;
    }

    boolean isTextProjection() {
        return layer.equals("text_projection");
    }
}
