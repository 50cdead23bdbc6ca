package dev.styleseal.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the name of a network's file tells.
 *
 * @param variant such as fp16; empty for the plain one
 * @param sharded whether it is a part of the weights, or the list of the parts
 */
record WeightName(String variant, boolean sharded) {
    /** diffusers writes the variant before or behind the number of the part, and before or behind ".index". */
    private static final Pattern NAME = Pattern.compile(
            "(?:diffusion_pytorch_model|model)(?:\\.([a-z0-9_]+))?(-\\d{5}-of-\\d{5})?(?:\\.([a-z0-9_]+))?\\.safetensors(\\.index(?:\\.([a-z0-9_]+))?\\.json)?");

    static Optional<WeightName> of(RepoFile file) {
        Matcher name = NAME.matcher(file.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        String variant = IntStream.of(1, 3, 5)
                .mapToObj(name::group)
                .filter(group -> group != null)
                .findFirst()
                .orElse("");
        return Optional.of(new WeightName(variant, name.group(2) != null || name.group(4) != null));
    }
}
