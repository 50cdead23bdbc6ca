package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import java.util.List;
import java.util.Optional;

/**
 * What is wanted of a repository.
 *
 * @param patterns paths in it, with * and ? for any letters; without one, what a base or a seal needs
 * @param variant of the weights, such as fp16; without it, the plain files where there are any
 */
public record PullWish(List<String> patterns, Optional<String> variant) {
    public PullWish {
        patterns = List.copyOf(patterns);
        if (variant.filter(name -> !name.matches("[a-z0-9_]+")).isPresent()) {
            throw new BadInput(
                    "--variant is \"{0}\". Expected what stands between the points of a file's name, such as fp16. Correct it.",
                    variant.get());
        }
    }

    /** All that a base or a seal needs. */
    public static PullWish usual() {
        return new PullWish(List.of(), Optional.empty());
    }
}
