package dev.styleseal.weights;

import dev.styleseal.weights.pickle.Value;
import java.util.Map;

/**
 * What torch.save wrote, in either format.
 *
 * @param value the pickled object
 * @param storages the memory that it refers to, by key
 */
record PickleContent(Value value, Map<String, Storage> storages) {
    PickleContent {
        storages = Map.copyOf(storages);
    }
}
