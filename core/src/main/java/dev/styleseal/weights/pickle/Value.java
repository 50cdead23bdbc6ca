package dev.styleseal.weights.pickle;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle holds. Values can hold themselves, directly or not, so that only {@link Text} and numbers are compared by
 * content and whoever walks through one counts its steps.
 */
public sealed interface Value {
    /** None, True and False. */
    enum Constant implements Value {
        NONE,
        TRUE,
        FALSE
    }

    /** A text. */
    record Text(String text) implements Value {}

    /** A whole number of at most 255 bytes. */
    record Whole(BigInteger value) implements Value {}

    /** A floating-point number. */
    record Real(double value) implements Value {}

    /** Bytes, of which nothing but their number is kept: no tensor is made of them. */
    record Bytes(int count) implements Value {}

    /** The name of a class, function or constant, one of {@link Globals}. */
    record Global(String module, String name) implements Value {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** What Python would call, and with what; nothing is. */
    record Call(Global function, Items arguments) implements Value {}

    /** A reference to something outside of the pickle. */
    record Reference(Items id) implements Value {}

    /** A list, tuple or set. */
    final class Items implements Value {
        private final List<Value> items;
        private final boolean tuple;

        Items(List<Value> items, boolean tuple) {
            this.items = items;
            this.tuple = tuple;
        }

        /** Whether it is a tuple, which cannot grow. */
        public boolean isTuple() {
            return tuple;
        }

        /** How many there are. */
        public int count() {
            return items.size();
        }

        /** The item at a place, which must be below {@link #count}. */
        public Value get(int place) {
            return items.get(place);
        }

        void add(Value item) {
            items.add(item);
        }
    }

    /** A dictionary; numbers as keys are texts here. */
    final class Dict implements Value {
        private final Map<String, Value> entries = new LinkedHashMap<>();

        /** All entries in their order; cannot be changed. */
        public Map<String, Value> entries() {
            return Collections.unmodifiableMap(entries);
        }

        /** Whether the key is new. */
        boolean put(String key, Value value) {
            return entries.put(key, value) == null;
        }
    }
}
