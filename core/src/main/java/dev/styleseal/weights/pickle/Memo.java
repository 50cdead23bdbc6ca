package dev.styleseal.weights.pickle;

import java.util.HashMap;
import java.util.Map;

/** Values that a pickle refers to by number when they occur again. */
final class Memo {
    private final PickleInput input; // for errors
    private final Map<Long, Value> values = new HashMap<>();

    Memo(PickleInput input) {
        this.input = input;
    }

    int count() {
        return values.size();
    }

    void put(long number, Value value) {
        input.allowance().take(Allowance.ENTRY_BYTES);
        values.put(number, value);
    }

    Value get(long number) {
        Value value = values.get(number);
        if (value == null) {
            throw input.damaged("it refers to its value {0}, which is not there", number);
        }
        return value;
    }
}
