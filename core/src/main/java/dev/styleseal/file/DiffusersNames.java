package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import java.util.List;
import java.util.Optional;

/**
 * Names of diffusers and PEFT, today's and the older ones (huggingface/diffusers, {@code loaders/} and {@code
 * utils/state_dict_utils.py}): the path with its dots, then one of several words for down and up.
 */
final class DiffusersNames implements SealNames {
    /** The end of a name and what it means. */
    private record Ending(String text, Part part) {}

    // Longer ones first where one ends with another.
    private static final List<Ending> ENDINGS = List.of(
            new Ending(".lora_A.weight", Part.DOWN),
            new Ending(".lora_B.weight", Part.UP),
            new Ending(".lora_A.default.weight", Part.DOWN),
            new Ending(".lora_B.default.weight", Part.UP),
            new Ending(".lora_A", Part.DOWN),
            new Ending(".lora_B", Part.UP),
            new Ending(".lora_linear_layer.down.weight", Part.DOWN),
            new Ending(".lora_linear_layer.up.weight", Part.UP),
            new Ending(".lora.down.weight", Part.DOWN),
            new Ending(".lora.up.weight", Part.UP),
            new Ending("_lora.down.weight", Part.DOWN),
            new Ending("_lora.up.weight", Part.UP),
            new Ending(".lora_magnitude_vector.default.weight", Part.MAGNITUDE),
            new Ending(".lora_magnitude_vector.weight", Part.MAGNITUDE),
            new Ending(".lora_magnitude_vector", Part.MAGNITUDE),
            new Ending(".dora_scale", Part.DORA_SCALE),
            new Ending(".alpha", Part.ALPHA));

    @Override
    public Optional<SealKey> parse(String name) {
        for (Ending ending : ENDINGS) {
            if (name.endsWith(ending.text())) {
                String path = name.substring(0, name.length() - ending.text().length());
                return path(path).map(found -> new SealKey(found, ending.part()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> path(String written) {
        String path = modern(written);
        if (isPath(path)) {
            return Optional.of(path);
        }
        // The oldest files hold a UNet alone and do not say so.
        String inUnet = Component.UNET.prefix() + path;
        return isPath(inUnet) && !path.startsWith("text_model.") ? Optional.of(inUnet) : Optional.empty();
    }

    /** Whether this is a component and a name made of segments that layers of Stable Diffusion have. */
    static boolean isPath(String path) {
        for (Component component : Component.values()) {
            if (path.startsWith(component.prefix())) {
                return isLayer(component.layer(path));
            }
        }
        return false;
    }

    private static String modern(String written) {
        String path = written.replace(".processor.", ".");
        if (!path.startsWith(Component.UNET.prefix()) && path.contains(".self_attn.")) {
            path = path.replaceFirst("\\.to_([qkv])$", ".$1_proj").replaceFirst("\\.to_out$", ".out_proj");
        }
        return path.replaceFirst("\\.to_out$", ".to_out.0");
    }

    private static boolean isLayer(String name) {
        for (String segment : name.split("\\.", -1)) {
            if (!KohyaNames.SEGMENTS.contains(segment) && !segment.matches("0|[1-9][0-9]{0,3}")) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name(SealKey key) {
        return switch (key.part()) {
            case DOWN -> key.path() + ".lora_A.weight";
            case UP -> key.path() + ".lora_B.weight";
            case ALPHA -> key.path() + ".alpha";
            case MAGNITUDE -> key.path() + ".lora_magnitude_vector";
            case DORA_SCALE -> key.path() + ".dora_scale";
        };
    }
}
