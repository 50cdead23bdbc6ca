package dev.styleseal.checkpoint;

import dev.styleseal.error.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One tensor of a one-file model in the original names, made of those of diffusers.
 *
 * @param name with the prefix of its component
 * @param parts names in diffusers, joined along the first dimension; one, or the three projections of an attention
 * @param shape in the file
 * @param transposed whether rows and columns of the only part change places
 */
public record OriginalTensor(String name, List<String> parts, List<Long> shape, boolean transposed) {
    public OriginalTensor {
        parts = List.copyOf(parts);
        shape = List.copyOf(shape);
    }

    /**
     * What a component becomes in one file: the names that CompVis and Stability AI gave, which all programs read.
     *
     * @param folder where the component is, for messages
     * @param shapes by today's names of diffusers
     * @throws BadInput when there is no original name for a tensor
     */
    public static List<OriginalTensor> of(
            Path folder, Architecture architecture, Component component, Map<String, List<Long>> shapes) {
        Function<String, Optional<String>> names = names(architecture, component, shapes.keySet());
        Map<String, List<String>> parts = new LinkedHashMap<>();
        shapes.keySet()
                .forEach(name -> parts.computeIfAbsent(
                                prefix(architecture, component)
                                        + names.apply(name).orElseThrow(() -> nameless(folder, name)),
                                key -> new ArrayList<>())
                        .add(name));
        List<OriginalTensor> tensors = new ArrayList<>();
        parts.forEach((name, of) -> tensors.add(tensor(folder, name, sorted(of), component, shapes)));
        return tensors;
    }

    private static Function<String, Optional<String>> names(
            Architecture architecture, Component component, Set<String> names) {
        return switch (component) {
            case UNET -> UNetNames.ofDiffusers(names)::original;
            case VAE -> new VaeNames(levels(names))::original;
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                isOpenClip(architecture, component) ? OpenClipNames::openClip : Optional::of;
        };
    }

    private static int levels(Set<String> names) {
        return (int) names.stream()
                .filter(name -> name.startsWith("encoder.down_blocks.") && name.endsWith(".resnets.0.conv1.weight"))
                .count();
    }

    private static boolean isOpenClip(Architecture architecture, Component component) {
        return component == Component.TEXT_ENCODER_2 || architecture == Architecture.SD2;
    }

    private static String prefix(Architecture architecture, Component component) {
        return switch (component) {
            case UNET -> "model.diffusion_model.";
            case VAE -> "first_stage_model.";
            case TEXT_ENCODER ->
                switch (architecture) {
                    case SD1 -> "cond_stage_model.transformer.";
                    case SD2 -> "cond_stage_model.model.";
                    case SDXL -> "conditioner.embedders.0.transformer.";
                };
            case TEXT_ENCODER_2 -> "conditioner.embedders.1.model.";
        };
    }

    /** Query, key and value in this order. */
    private static List<String> sorted(List<String> parts) {
        return parts.size() == 1
                ? parts
                : OpenClipNames.PROJECTIONS.stream()
                        .flatMap(projection -> parts.stream().filter(part -> part.contains("." + projection + ".")))
                        .toList();
    }

    private static OriginalTensor tensor(
            Path folder, String name, List<String> parts, Component component, Map<String, List<Long>> shapes) {
        List<Long> shape = new ArrayList<>(shapes.getOrDefault(parts.get(0), List.of()));
        boolean joined = name.contains(".attn.in_proj_");
        boolean complete = parts.size() == (joined ? OpenClipNames.PROJECTIONS.size() : 1)
                && parts.stream().allMatch(part -> shape.equals(shapes.get(part)));
        if (!complete || shape.isEmpty()) {
            throw nameless(folder, parts.get(0));
        }
        if (joined) {
            shape.set(0, shape.get(0) * parts.size());
        } else if (component == Component.VAE && VaeNames.isProjection(parts.get(0)) && shape.size() == 2) {
            shape.addAll(List.of(1L, 1L));
        }
        boolean transposed =
                component != Component.UNET && OpenClipNames.isTransposed(name.substring(name.lastIndexOf('.') + 1));
        return new OriginalTensor(name, parts, transposed ? List.of(shape.get(1), shape.get(0)) : shape, transposed);
    }

    private static BadInput nameless(Path folder, String name) {
        return new BadInput(
                "Cannot write {0} as one file: tensor {1} has no place among the original names. Expected the networks of "
                        + "Stable Diffusion 1, 2 or XL. Keep it as a folder.",
                folder, name);
    }
}
