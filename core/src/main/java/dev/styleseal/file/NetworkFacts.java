package dev.styleseal.file;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was trained.
 *
 * @param rank of most layers
 * @param alpha numerator of the scale of most layers
 * @param dropout share of the adapters' inputs set to zero while training, 0 to 1
 * @param arguments further settings by name, such as targets; shown as JSON
 */
public record NetworkFacts(int rank, double alpha, double dropout, SortedMap<String, String> arguments) {
    public NetworkFacts {
        if (rank < 1) {
            throw new IllegalArgumentException("rank is " + rank);
        }
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
}
