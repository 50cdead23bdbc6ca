package dev.styleseal.checkpoint;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.TensorEntry;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file's tensors, sorted by component: by the prefix of their names, or by their names alone in files of one component.
 *
 * @param found what there is of each component
 * @param outside names that belong to none
 * @param isTextAlone whether the file is a text encoder without a prefix, which may be either of SDXL's
 */
record Sections(Map<Component, Section> found, List<String> outside, boolean isTextAlone) {
    /** Prefixes of CompVis and Stability AI, and those of programs that dump a pipeline of diffusers. */
    private static final Map<String, Component> PREFIXES = prefixes();

    private static Map<String, Component> prefixes() {
        Map<String, Component> prefixes = new LinkedHashMap<>();
        prefixes.put("model.diffusion_model.", Component.UNET);
        prefixes.put("diffusion_model.", Component.UNET);
        prefixes.put("unet.", Component.UNET);
        prefixes.put("first_stage_model.", Component.VAE);
        prefixes.put("vae.", Component.VAE);
        prefixes.put("cond_stage_model.transformer.", Component.TEXT_ENCODER);
        prefixes.put("cond_stage_model.model.", Component.TEXT_ENCODER);
        prefixes.put("conditioner.embedders.0.transformer.", Component.TEXT_ENCODER);
        prefixes.put("conditioner.embedders.1.model.", Component.TEXT_ENCODER_2);
        prefixes.put("conditioner.embedders.1.transformer.", Component.TEXT_ENCODER_2);
        prefixes.put("text_encoder.", Component.TEXT_ENCODER);
        prefixes.put("text_encoder_2.", Component.TEXT_ENCODER_2);
        return prefixes;
    }

    Sections {
        outside = List.copyOf(outside);
    }

    /**
     * Sorts the tensors of a file.
     *
     * @throws CorruptFile when one tensor is there under two prefixes
     */
    static Sections of(Path file, Map<String, TensorEntry> entries) {
        Map<Component, Map<String, TensorEntry>> found = new EnumMap<>(Component.class);
        Map<String, TensorEntry> rest = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            Optional<Map.Entry<String, Component>> prefix = PREFIXES.entrySet().stream()
                    .filter(known -> name.startsWith(known.getKey()))
                    .findFirst();
            if (prefix.isPresent()) {
                Component component = prefix.get().getValue();
                TensorEntry before = found.computeIfAbsent(component, key -> new LinkedHashMap<>())
                        .put(name.substring(prefix.get().getKey().length()), entry);
                if (before != null) {
                    throw twice(file, component, before.name(), name);
                }
            } else {
                rest.put(name, entry);
            }
        });
        Optional<Component> alone = found.isEmpty() ? alone(rest) : Optional.empty();
        alone.ifPresent(component -> found.put(component, rest));
        Map<Component, Section> sections = new EnumMap<>(Component.class);
        found.forEach((component, tensors) -> sections.put(component, new Section(component, tensors)));
        return new Sections(
                sections,
                alone.isPresent() ? List.of() : List.copyOf(rest.keySet()),
                alone.filter(Component.TEXT_ENCODER::equals).isPresent());
    }

    /** One component; a text encoder alone may be the second. */
    Optional<Section> of(Component component) {
        boolean meantAsFirst = component == Component.TEXT_ENCODER_2 && isTextAlone;
        return Optional.ofNullable(found.get(meantAsFirst ? Component.TEXT_ENCODER : component))
                .map(section -> new Section(component, section.tensors()));
    }

    static CorruptFile twice(Path file, Component component, String first, String second) {
        return new CorruptFile(
                "Cannot read {0}: {1} and {2} are the same tensor of the {3} under two names. Expected every tensor once. "
                        + "Fetch the file again, or have the program that made it write one of them.",
                file, first, second, component.folder());
    }

    /** What a file without prefixes is. A text encoder may be either of SDXL's; it counts as the first. */
    private static Optional<Component> alone(Map<String, TensorEntry> tensors) {
        if (tensors.containsKey("input_blocks.0.0.weight")
                || (tensors.containsKey("conv_in.weight") && tensors.containsKey("time_embedding.linear_1.weight"))) {
            return Optional.of(Component.UNET);
        }
        if (tensors.containsKey("encoder.conv_in.weight") || tensors.containsKey("decoder.conv_in.weight")) {
            return Optional.of(Component.VAE);
        }
        boolean text = tensors.containsKey("text_model.embeddings.token_embedding.weight")
                || tensors.containsKey("embeddings.token_embedding.weight")
                || tensors.containsKey("token_embedding.weight");
        return text ? Optional.of(Component.TEXT_ENCODER) : Optional.empty();
    }
}
