package dev.styleseal.checkpoint;

import dev.styleseal.error.CorruptFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds tensors that a network must have, from the names of the others: what stands in one residual block, transformer
 * block or layer of text stands in all of a network's, every scale has its shift, and the ends are there.
 */
final class Completeness {
    /** Of a tensor in something that a network has several of: which one, of what kind, and the rest. */
    private static final Pattern PLACE = Pattern.compile(
            "(.*(?:^|\\.)(resnets|attentions|transformer_blocks|layers|downsamplers|upsamplers)\\.\\d+)\\.(.+)");

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    /** Where the width does not change, no block has one. */
    private static final String SHORTCUT = "conv_shortcut.";

    private static final List<String> TEXT = List.of(
            "text_model.embeddings.token_embedding.weight",
            "text_model.embeddings.position_embedding.weight",
            "text_model.final_layer_norm.weight");

    private static final Map<Component, List<String>> ENDS = Map.of(
            Component.UNET,
            List.of(
                    "conv_in.weight",
                    "time_embedding.linear_1.weight",
                    "time_embedding.linear_2.weight",
                    "conv_norm_out.weight",
                    "conv_out.weight"),
            Component.VAE,
            Stream.of("encoder.", "decoder.")
                    .flatMap(half ->
                            Stream.of(half + "conv_in.weight", half + "conv_norm_out.weight", half + "conv_out.weight"))
                    .toList(),
            Component.TEXT_ENCODER,
            TEXT,
            Component.TEXT_ENCODER_2,
            Stream.concat(TEXT.stream(), Stream.of("text_projection.weight")).toList());

    private static final int SHOWN = 5;

    private Completeness() {}

    /**
     * Refuses a component that lacks tensors.
     *
     * @throws CorruptFile naming them
     */
    static void require(Path path, Component component, Set<String> names) {
        SortedSet<String> missing = missing(component, names);
        if (!missing.isEmpty()) {
            List<String> shown = missing.stream().limit(SHOWN).toList();
            throw new CorruptFile(
                    "Cannot read {0}: its {1} lacks {2} {2|tensor|tensors}: {3}{4}. Expected all tensors of the network. Fetch the model again.",
                    path,
                    component.folder(),
                    missing.size(),
                    String.join(", ", shown),
                    missing.size() > SHOWN ? ", ..." : "");
        }
    }

    static SortedSet<String> missing(Component component, Set<String> names) {
        SortedSet<String> missing = new TreeSet<>(ENDS.get(component));
        Map<String, Map<String, Set<String>>> repeated = new HashMap<>(); // leaves by kind and instance
        for (String name : names) {
            Matcher place = PLACE.matcher(name);
            if (place.matches()) {
                repeated.computeIfAbsent(place.group(2), kind -> new TreeMap<>())
                        .computeIfAbsent(place.group(1), instance -> new TreeSet<>())
                        .add(place.group(3));
            } else if (component == Component.UNET || component == Component.VAE || name.contains("norm")) {
                missing.add(sibling(name));
            }
            if (name.endsWith(BIAS)) {
                missing.add(sibling(name));
            }
        }
        repeated.values().forEach(instances -> addUnlike(instances, missing));
        missing.removeAll(names);
        return missing;
    }

    private static String sibling(String name) {
        return name.endsWith(BIAS)
                ? name.substring(0, name.length() - BIAS.length()) + WEIGHT
                : name.substring(0, name.length() - WEIGHT.length()) + BIAS;
    }

    /** What some of one kind have and others do not. */
    private static void addUnlike(Map<String, Set<String>> instances, Set<String> missing) {
        Set<String> all = new TreeSet<>();
        instances.values().forEach(all::addAll);
        instances.forEach((instance, leaves) -> {
            boolean widens = leaves.stream().anyMatch(leaf -> leaf.startsWith(SHORTCUT));
            all.stream()
                    .filter(leaf -> widens || !leaf.startsWith(SHORTCUT))
                    .forEach(leaf -> missing.add(instance + "." + leaf));
        });
    }
}
