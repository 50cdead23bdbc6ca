package dev.styleseal.weights;

import dev.styleseal.weights.pickle.Value;
import dev.styleseal.weights.pickle.Value.Constant;
import dev.styleseal.weights.pickle.Value.Dict;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Real;
import dev.styleseal.weights.pickle.Value.Reference;
import dev.styleseal.weights.pickle.Value.Text;
import dev.styleseal.weights.pickle.Value.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The named tensors and texts of a pickled object. What stands in {@code state_dict}, however often, is the model; beside
 * it only texts and numbers count, and what else there is, such as the optimizer's state, is named in the text {@code not
 * read}. Within the model a tensor in a dictionary or list is named by its
 * path, {@code string_to_param.*}.
 */
final class StateDict {
    private static final String MODEL = "state_dict";
    private static final String UNREAD = "not read";
    private static final int MOST_LEVELS = 16;

    /** Values that are looked at, so that lists which hold each other come to an end; a model has some thousand. */
    private static final int MOST_VALUES = 100_000;

    /** Of all names and texts together, since a name can be made of long ones many times. */
    private static final long MOST_CHARACTERS = 16_000_000;

    private final PickleFaults faults;
    private final TensorCall calls;
    private final Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private int seen = 0;
    private long characters = 0;

    private StateDict(PickleFaults faults, PickleContent content) {
        this.faults = faults;
        this.calls = new TensorCall(faults, content.storages());
    }

    static StateDict of(PickleFaults faults, PickleContent content) {
        StateDict state = new StateDict(faults, content);
        state.read(content.value());
        return state;
    }

    /** In the order of the pickle. */
    Map<String, StridedTensor> tensors() {
        return tensors;
    }

    Map<String, String> texts() {
        return texts;
    }

    private void read(Value whole) {
        Value value = whole;
        for (int level = 0; level < MOST_LEVELS; level++) {
            if (!(value instanceof Dict dict)) {
                throw faults.damaged("it holds no dictionary of tensors");
            }
            if (!(dict.entries().get(MODEL) instanceof Dict)) {
                dict.entries().forEach((name, inner) -> walk(name, inner, 1));
                return;
            }
            beside(dict);
            value = dict.entries().get(MODEL);
        }
        throw faults.damaged("it nests more than {0} levels of {1}", MOST_LEVELS, MODEL);
    }

    private void beside(Dict dict) {
        List<String> unread = new ArrayList<>();
        dict.entries().forEach((name, beside) -> {
            text(beside).ifPresent(text -> put(name, text));
            if (text(beside).isEmpty() && beside != Constant.NONE && !name.equals(MODEL)) {
                unread.add(name);
            }
        });
        if (!unread.isEmpty()) {
            texts.merge(UNREAD, String.join(", ", unread), (before, more) -> before + ", " + more);
        }
    }

    private void walk(String name, Value value, int level) {
        count(name);
        if (level > MOST_LEVELS || ++seen > MOST_VALUES) {
            throw faults.damaged("it nests lists and dictionaries without end, at {0}", shortened(name));
        }
        if (value instanceof Dict dict) {
            dict.entries().forEach((key, inner) -> walk(name + "." + key, inner, level + 1));
        } else if (value instanceof Items items) {
            for (int i = 0; i < items.count(); i++) {
                walk(name + "." + i, items.get(i), level + 1);
            }
        } else if (value instanceof Reference) {
            throw faults.damaged("{0} is memory without a shape", name);
        } else {
            text(value).ifPresent(text -> put(name, text));
            calls.tensor(name, value).ifPresent(tensor -> put(name, tensor));
        }
    }

    private void count(String text) {
        characters += text.length();
        if (characters > MOST_CHARACTERS) {
            throw faults.damaged("its names and texts have more than {0} characters", MOST_CHARACTERS);
        }
    }

    private static String shortened(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "..." : name;
    }

    private static Optional<String> text(Value value) {
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        if (value instanceof Whole whole) {
            return Optional.of(whole.value().toString());
        }
        if (value instanceof Real real) {
            return Optional.of(Double.toString(real.value()));
        }
        return value == Constant.TRUE || value == Constant.FALSE
                ? Optional.of(Boolean.toString(value == Constant.TRUE))
                : Optional.empty();
    }

    private void put(String name, String text) {
        count(text);
        if (texts.put(name, text) != null) {
            throw faults.damaged("its text {0} stands there twice", name);
        }
    }

    private void put(String name, StridedTensor tensor) {
        if (tensors.put(name, tensor) != null) {
            throw faults.damaged("its tensor {0} stands there twice", name);
        }
    }
}
