package dev.styleseal.file;

import java.util.Optional;

/**
 * Names of diffusers and PEFT, today's and the older ones (huggingface/diffusers, {@code loaders/} and {@code
 * utils/state_dict_utils.py}): the path with its dots, then one of several words for down and up.
 */
final class DiffusersNames implements SealNames {
    @Override
    public Optional<SealKey> parse(String name) {
        return KeyEnding.of(name)
                .flatMap(ending -> path(ending.before(name)).map(path -> new SealKey(path, ending.part())));
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
        return key.path() + "."
                + switch (key.part()) {
                    case DOWN -> "lora_A.weight";
                    case UP -> "lora_B.weight";
                    default -> key.part().text();
                };
    }
}
