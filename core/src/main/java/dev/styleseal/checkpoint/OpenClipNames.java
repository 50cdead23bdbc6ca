package dev.styleseal.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a text model's tensors as OpenCLIP has them (mlfoundations/open_clip, {@code transformer.py}), to and from
 * those of transformers. OpenCLIP keeps the three projections of an attention in one matrix, and its text projection is
 * the transposed matrix of a linear layer.
 */
final class OpenClipNames {
    static final List<String> PROJECTIONS = List.of("q_proj", "k_proj", "v_proj");
    static final String TEXT_PROJECTION = "text_projection.weight";

    private static final String LAYERS = "text_model.encoder.layers.";
    private static final String BLOCKS = "transformer.resblocks.";

    private static final Map<String, String> ENDS = Map.of(
            "positional_embedding",
            "text_model.embeddings.position_embedding.weight",
            "token_embedding.weight",
            "text_model.embeddings.token_embedding.weight",
            "ln_final.weight",
            "text_model.final_layer_norm.weight",
            "ln_final.bias",
            "text_model.final_layer_norm.bias",
            "text_projection",
            TEXT_PROJECTION,
            TEXT_PROJECTION,
            TEXT_PROJECTION);

    private static final Map<String, String> PARTS = Map.of(
            "ln_1", "layer_norm1",
            "ln_2", "layer_norm2",
            "mlp.c_fc", "mlp.fc1",
            "mlp.c_proj", "mlp.fc2",
            "attn.out_proj", "self_attn.out_proj");

    private static final Pattern JOINED =
            Pattern.compile("transformer\\.resblocks\\.(\\d{1,4})\\.attn\\.in_proj_(weight|bias)");
    private static final Pattern PART = Pattern.compile("transformer\\.resblocks\\.(\\d{1,4})\\.(.+)\\.(weight|bias)");
    private static final Pattern SPLIT =
            Pattern.compile("text_model\\.encoder\\.layers\\.(\\d{1,4})\\.self_attn\\.([qkv]_proj)\\.(weight|bias)");
    private static final Pattern PART_BACK =
            Pattern.compile("text_model\\.encoder\\.layers\\.(\\d{1,4})\\.(.+)\\.(weight|bias)");

    private OpenClipNames() {}

    /** Whether the tensor holds the transposed matrix of what it becomes. */
    static boolean isTransposed(String name) {
        return name.equals("text_projection");
    }

    /** The layer that a tensor belongs to, counted from 0; nothing for those outside of layers. */
    static Optional<Integer> layer(String name) {
        Matcher part = PART.matcher(name);
        Matcher joined = JOINED.matcher(name);
        if (part.matches()) {
            return Optional.of(Integer.parseInt(part.group(1)));
        }
        return joined.matches() ? Optional.of(Integer.parseInt(joined.group(1))) : Optional.empty();
    }

    /**
     * The names that a tensor of OpenCLIP has in transformers: three where it joins an attention's projections, each an
     * equal share of its rows; one for others; none if there can be no such tensor.
     */
    static List<String> transformers(String name) {
        String end = ENDS.get(name);
        if (end != null) {
            return List.of(end);
        }
        Matcher joined = JOINED.matcher(name);
        if (joined.matches()) {
            String attention = LAYERS + joined.group(1) + ".self_attn.";
            return PROJECTIONS.stream()
                    .map(projection -> attention + projection + "." + joined.group(2))
                    .toList();
        }
        Matcher part = PART.matcher(name);
        return part.matches() && PARTS.containsKey(part.group(2))
                ? List.of(LAYERS + part.group(1) + "." + PARTS.get(part.group(2)) + "." + part.group(3))
                : List.of();
    }

    /** The tensor of OpenCLIP that holds one of transformers; nothing if there can be no such tensor. */
    static Optional<String> openClip(String name) {
        if (name.equals(TEXT_PROJECTION)) {
            return Optional.of("text_projection");
        }
        Optional<String> end = ENDS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
        Matcher split = SPLIT.matcher(name);
        if (split.matches()) {
            return Optional.of(BLOCKS + split.group(1) + ".attn.in_proj_" + split.group(3));
        }
        Matcher part = PART_BACK.matcher(name);
        if (end.isPresent() || !part.matches()) {
            return end;
        }
        return PARTS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(part.group(2)))
                .map(entry -> BLOCKS + part.group(1) + "." + entry.getKey() + "." + part.group(3))
                .findFirst();
    }
}
