package dev.styleseal.snapshot;

import dev.styleseal.weights.HostTensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A training between two steps. Random numbers and the order of pictures follow from seed and step, so they need no place.
 *
 * @param step optimizer steps done
 * @param tensors adapter and optimizer, float32, by name; none of them changes any more
 * @param facts texts by key: what must be the same when the training goes on, and what was measured so far
 */
public record Snapshot(int step, Map<String, HostTensor> tensors, SortedMap<String, String> facts) {
    public Snapshot {
        tensors = Map.copyOf(tensors);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** The fact of that key, empty where there is none. */
    public String fact(String key) {
        return facts.getOrDefault(key, "");
    }
}
