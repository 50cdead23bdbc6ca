package dev.styleseal.train;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What stands in one row of a batch.
 *
 * @param picture name of its file
 * @param caption empty if it was dropped
 */
record Shown(String picture, Optional<String> caption) {
    /** Names of all, each once, in a sentence. */
    static String names(List<String> pictures) {
        return pictures.stream().distinct().collect(Collectors.joining(", "));
    }
}
