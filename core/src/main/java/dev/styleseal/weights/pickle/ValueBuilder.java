package dev.styleseal.weights.pickle;

import dev.styleseal.error.Message;
import dev.styleseal.weights.pickle.Value.Bytes;
import dev.styleseal.weights.pickle.Value.Call;
import dev.styleseal.weights.pickle.Value.Dict;
import dev.styleseal.weights.pickle.Value.Global;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Reference;
import dev.styleseal.weights.pickle.Value.Text;
import dev.styleseal.weights.pickle.Value.Whole;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes values on the stack, each paid for, and refuses what would be more than data. */
final class ValueBuilder {
    private final PickleInput input;
    private final Allowance allowance;
    private final ValueStack stack;
    private final List<Reference> references = new ArrayList<>();

    ValueBuilder(PickleInput input, ValueStack stack) {
        this.input = input;
        this.allowance = input.allowance();
        this.stack = stack;
    }

    /** All references that were made. */
    List<Reference> references() {
        return references;
    }

    void make(Value value) {
        allowance.take(Allowance.VALUE_BYTES);
        stack.push(value);
    }

    void whole(long value) {
        make(new Whole(BigInteger.valueOf(value)));
    }

    void large(long count) {
        if (count < 0 || count > 255) {
            throw input.damaged("a whole number has {0} bytes; 255 are allowed", count);
        }
        byte[] littleEndian = input.raw(count);
        byte[] bigEndian = new byte[littleEndian.length + 1];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
        }
        boolean negative = count > 0 && littleEndian[littleEndian.length - 1] < 0;
        bigEndian[0] = (byte) (negative ? -1 : 0);
        make(new Whole(new BigInteger(bigEndian)));
    }

    /** A string of Python 2, whose alphabet nobody knows. */
    void string(long count) {
        make(new Text(new String(input.raw(count), StandardCharsets.ISO_8859_1)));
    }

    void bytes(long count) {
        input.skip(count);
        make(new Bytes((int) count));
    }

    void items(List<Value> items, boolean tuple) {
        allowance.take(items.size() * Allowance.VALUE_BYTES);
        make(new Items(tuple ? items : new ArrayList<>(items), tuple));
    }

    void append(List<Value> added) {
        if (!(stack.peek() instanceof Items list) || list.isTuple()) {
            throw input.damaged("something is appended to what is no list");
        }
        allowance.take(added.size() * Allowance.VALUE_BYTES);
        added.forEach(list::add);
    }

    Dict dict() {
        allowance.take(Allowance.DICT_BYTES);
        Dict dict = new Dict();
        stack.push(dict);
        return dict;
    }

    void dict(List<Value> keysAndValues) {
        dict();
        set(keysAndValues);
    }

    void set(List<Value> keysAndValues) {
        if (!(stack.peek() instanceof Dict dict) || keysAndValues.size() % 2 != 0) {
            throw input.damaged("an entry is set in what is no dictionary");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            put(dict, keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private void put(Dict dict, Value key, Value value) {
        allowance.take(Allowance.ENTRY_BYTES);
        String name;
        if (key instanceof Text text) {
            name = text.text();
        } else if (key instanceof Whole whole) {
            name = whole.value().toString();
        } else if (key instanceof Global global) {
            name = global.toString();
        } else {
            throw input.damaged("a key of a dictionary is neither text nor a whole number nor a name");
        }
        if (!dict.put(name, value)) {
            throw input.damaged("a dictionary has the key {0} twice", name);
        }
    }

    void stackGlobal(List<Value> names) {
        if (!(names.get(0) instanceof Text module) || !(names.get(1) instanceof Text name)) {
            throw input.refused("names something by what is no text");
        }
        global(module.text(), name.text());
    }

    void global(String module, String name) {
        Global global = new Global(module, name);
        if (!Globals.isKnown(global)) {
            throw input.refused("names {0}, which plain tensors do not need and which may run programs", global);
        }
        make(global);
    }

    void call(List<Value> functionAndArguments) {
        if (!(functionAndArguments.get(0) instanceof Global function) || !Globals.isFunction(function)) {
            throw input.refused("calls {0}", words(functionAndArguments.get(0)));
        }
        if (!(functionAndArguments.get(1) instanceof Items arguments) || !arguments.isTuple()) {
            throw input.damaged("{0} has no tuple of arguments", function);
        }
        if (function.equals(Globals.ORDERED_DICT)) {
            orderedDict(arguments);
        } else {
            make(function.equals(Globals.ENCODE) ? new Bytes(0) : new Call(function, arguments));
        }
    }

    private static Object words(Value value) {
        return value instanceof Global global ? global : Message.of("what is no function");
    }

    /** Empty, or with a list of pairs, as Python 2 wrote it. */
    private void orderedDict(Items arguments) {
        Dict dict = dict();
        for (int i = 0; i < arguments.count(); i++) {
            if (!(arguments.get(i) instanceof Items pairs)) {
                throw input.damaged("{0} is made of what is no list", Globals.ORDERED_DICT);
            }
            for (int j = 0; j < pairs.count(); j++) {
                if (!(pairs.get(j) instanceof Items pair) || pair.count() != 2) {
                    throw input.damaged("{0} is made of what is no pair", Globals.ORDERED_DICT);
                }
                put(dict, pair.get(0), pair.get(1));
            }
        }
    }

    /** The state of a dictionary is notes of torch's on versions of modules, that of a dtype its byte order. */
    void build(Value state) {
        boolean notes = stack.peek() instanceof Dict && state instanceof Dict;
        boolean dtype = stack.peek() instanceof Call call && call.function().equals(Globals.NUMPY_DTYPE);
        if (!notes && !dtype) {
            throw input.refused("gives a state to what has none");
        }
    }

    void refer(Value id) {
        if (!(id instanceof Items tuple) || !tuple.isTuple()) {
            throw input.refused("refers to something outside of it by what is no tuple");
        }
        Reference reference = new Reference(tuple);
        allowance.take(Allowance.VALUE_BYTES);
        references.add(reference);
        make(reference);
    }
}
