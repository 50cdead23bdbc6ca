package dev.styleseal.clip;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.ConfigFile;
import java.util.OptionalInt;

/**
 * The architecture of a text model, as transformers' {@code CLIPTextModel} reads it from config.json.
 *
 * @param vocabulary number of token ids
 * @param positions longest prompt in tokens, start and end included
 * @param width of a hidden state
 * @param feedForwardWidth inner width of the feed-forward layers
 * @param layers number of layers
 * @param heads attention heads
 * @param activation of the feed-forward layers
 * @param eps of the layer norms
 * @param endOfText id whose first place is pooled; see {@link #pooledAtHighestId}
 * @param projection width of the projected pooled state; empty for models without a projection
 */
public record ClipConfig(
        int vocabulary,
        int positions,
        int width,
        int feedForwardWidth,
        int layers,
        int heads,
        Activation activation,
        double eps,
        int endOfText,
        OptionalInt projection) {
    /** Old configs say 2 whatever the vocabulary; transformers then pools at the highest id. */
    private static final int LEGACY_END_OF_TEXT = 2;

    /** Activations found in published text models. */
    public enum Activation {
        QUICK_GELU,
        GELU
    }

    public boolean pooledAtHighestId() {
        return endOfText == LEGACY_END_OF_TEXT;
    }

    /**
     * Reads the architecture; errors as in {@link ConfigFile}.
     *
     * @param projects whether the model is a {@code CLIPTextModelWithProjection}
     */
    public static ClipConfig read(ConfigFile file, boolean projects) {
        file.requireSupported("hidden_act", "quick_gelu", "gelu");
        int width = file.integer("hidden_size", 512);
        int heads = file.integer("num_attention_heads", 8);
        if (heads < 1 || width % heads != 0) {
            throw new CorruptFile(
                    "{0} has hidden_size = {1} and num_attention_heads = {2}. Expected a width that the heads divide. Fetch the model again.",
                    file.where(), width, heads);
        }
        return new ClipConfig(
                file.integer("vocab_size", 49408),
                file.integer("max_position_embeddings", 77),
                width,
                file.integer("intermediate_size", 2048),
                file.integer("num_hidden_layers", 12),
                heads,
                file.text("hidden_act", "quick_gelu").equals("gelu") ? Activation.GELU : Activation.QUICK_GELU,
                file.number("layer_norm_eps", 1e-5),
                file.integer("eos_token_id", 49407),
                projects ? OptionalInt.of(file.integer("projection_dim", 512)) : OptionalInt.empty());
    }
}
