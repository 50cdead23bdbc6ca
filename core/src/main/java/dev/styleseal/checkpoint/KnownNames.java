package dev.styleseal.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names in published diffusers folders that differ from today's, and tensors that no network needs. */
public final class KnownNames {
    /** The VAE's attention before diffusers 0.14. */
    private static final Map<String, String> OLD_VAE_ATTENTION = Map.of(
            ".query.", ".to_q.",
            ".key.", ".to_k.",
            ".value.", ".to_v.",
            ".proj_attn.", ".to_out.0.");
    /** The numbers 0 to 76, which old text encoders carry. */
    private static final List<String> NEEDLESS = List.of("text_model.embeddings.position_ids");

    private KnownNames() {}

    /** Today's name of a tensor, or nothing if no network needs it. */
    public static Optional<String> today(Component component, String name) {
        if (NEEDLESS.contains(name)) {
            return Optional.empty();
        }
        if (component == Component.VAE && name.contains(".attentions.")) {
            for (Map.Entry<String, String> rename : OLD_VAE_ATTENTION.entrySet()) {
                if (name.contains(rename.getKey())) {
                    return Optional.of(name.replace(rename.getKey(), rename.getValue()));
                }
            }
        }
        return Optional.of(name);
    }
}
