package dev.styleseal.clip;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What byte-pair encoding knows: ids by token, and the pairs it joins, earliest first.
 *
 * @param ids by token; each id once, from 0
 * @param merges every half and every result has an id
 */
record Vocabulary(Map<String, Integer> ids, List<Merge> merges) {
    Vocabulary {
        ids = Map.copyOf(ids);
        merges = List.copyOf(merges);
    }

    /** The id of a token that is known to be there. */
    int id(String token) {
        return Objects.requireNonNull(ids.get(token), token);
    }

    /** Two neighbouring symbols that become one. */
    record Merge(String left, String right) {
        String joined() {
            return left + right;
        }
    }
}
