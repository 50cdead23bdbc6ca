package dev.styleseal.weights.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The stack of the machine, with marks that only the matching instructions take away. */
final class ValueStack {
    /** Lists are appended in thousands; a model's pickle needs a few thousand places. */
    private static final int MOST_PLACES = 1 << 20;

    private static final int MOST_MARKS = 10_000;

    private final PickleInput input; // for errors
    private final List<Value> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();

    ValueStack(PickleInput input) {
        this.input = input;
    }

    void push(Value value) {
        if (values.size() == MOST_PLACES) {
            throw input.refused("piles up more than {0} values", MOST_PLACES);
        }
        values.add(value);
    }

    Value peek() {
        requireAboveMark(1);
        return values.get(values.size() - 1);
    }

    Value pop() {
        requireAboveMark(1);
        return values.remove(values.size() - 1);
    }

    /** The topmost values, the lowest of them first. */
    List<Value> pop(int count) {
        requireAboveMark(count);
        return cut(values.size() - count);
    }

    /** The one value that is left at the end. */
    Value last() {
        if (values.size() != 1 || !marks.isEmpty()) {
            throw input.damaged("it ends with {0} values instead of one", values.size());
        }
        return values.get(0);
    }

    void mark() {
        if (marks.size() == MOST_MARKS) {
            throw input.refused("nests more than {0} lists", MOST_MARKS);
        }
        marks.push(values.size());
    }

    List<Value> popToMark() {
        if (marks.isEmpty()) {
            throw input.damaged("a mark is missing");
        }
        return cut(marks.pop());
    }

    private List<Value> cut(int from) {
        List<Value> tail = values.subList(from, values.size());
        List<Value> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    private void requireAboveMark(int count) {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (values.size() - floor < count) {
            throw input.damaged("it takes a value that is not there");
        }
    }
}
