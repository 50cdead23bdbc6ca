package dev.styleseal.weights.pickle;

import dev.styleseal.weights.pickle.Value.Constant;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Real;
import dev.styleseal.weights.pickle.Value.Reference;
import dev.styleseal.weights.pickle.Value.Text;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine that rebuilds a pickle (Python's {@code pickle.py}, protocols 2 to 5) without ever calling anything. Not for
 * several threads.
 *
 * <p>A name that is not one of {@link Globals}, an instruction that makes objects in another way, or a pickle that asks for
 * much memory is refused with what it is.
 */
public final class Unpickler {
    /** More than any model's names and shapes take, by a factor of a thousand. */
    public static final long MOST_BYTES = 256L << 20;

    private static final int NEWEST_PROTOCOL = 5;

    private final PickleInput input;
    private final ValueStack stack;
    private final Memo memo;
    private final ValueBuilder builder;

    private Unpickler(PickleInput input) {
        this.input = input;
        this.stack = new ValueStack(input);
        this.memo = new Memo(input);
        this.builder = new ValueBuilder(input, stack);
    }

    /**
     * What one pickle holds.
     *
     * @param value the whole
     * @param references everything outside that it refers to, in the order of their reading
     * @param byteCount how many bytes it took
     */
    public record Content(Value value, List<Reference> references, long byteCount) {
        public Content {
            references = List.copyOf(references);
        }
    }

    /**
     * Reads one pickle and not a byte more.
     *
     * @param file for messages
     * @param bytes where the pickle begins; stays open
     * @param limitBytes how many bytes it may have; never more than {@link #MOST_BYTES}
     * @throws dev.styleseal.error.CorruptFile when it is damaged or hostile
     */
    public static Content read(Path file, InputStream bytes, long limitBytes) {
        Unpickler machine = new Unpickler(new PickleInput(file, bytes, Math.min(limitBytes, MOST_BYTES)));
        Value value = machine.run();
        return new Content(value, machine.builder.references(), machine.input.position());
    }

    private Value run() {
        int code = input.unsignedByte();
        int protocol = code == 0x80 ? input.unsignedByte() : 0;
        if (protocol < 2 || protocol > NEWEST_PROTOCOL) {
            throw input.damaged("it begins with byte {0} and is no pickle of protocol 2 to {1}", code, NEWEST_PROTOCOL);
        }
        while (true) {
            int next = input.unsignedByte();
            Opcode opcode = Opcode.of(next).orElseThrow(() -> input.damaged("there is no instruction {0}", next));
            if (opcode == Opcode.STOP) {
                return stack.last();
            }
            step(opcode);
        }
    }

    private void step(Opcode opcode) {
        switch (opcode) {
            case FRAME -> frame();
            case MARK -> stack.mark();
            case POP -> stack.pop();
            case POP_MARK -> stack.popToMark();
            case DUP -> stack.push(stack.peek());
            case NONE -> stack.push(Constant.NONE);
            case NEWTRUE -> stack.push(Constant.TRUE);
            case NEWFALSE -> stack.push(Constant.FALSE);
            case BININT -> builder.whole(input.number(4));
            case BININT1 -> builder.whole(input.unsignedByte());
            case BININT2 -> builder.whole(input.number(2));
            case LONG1 -> builder.large(input.length(1));
            case LONG4 -> builder.large(input.length(4));
            case BINFLOAT -> builder.make(new Real(input.bigEndianDouble()));
            case BINSTRING -> builder.string(input.length(4));
            case SHORT_BINSTRING -> builder.string(input.length(1));
            case BINUNICODE -> builder.make(new Text(input.text(input.length(4))));
            case SHORT_BINUNICODE -> builder.make(new Text(input.text(input.length(1))));
            case BINUNICODE8 -> builder.make(new Text(input.text(input.length(8))));
            case BINBYTES -> builder.bytes(input.length(4));
            case SHORT_BINBYTES -> builder.bytes(input.length(1));
            case BINBYTES8 -> builder.bytes(input.length(8));
            case EMPTY_LIST, EMPTY_SET -> builder.make(new Items(new ArrayList<>(0), false));
            case APPEND -> builder.append(List.of(stack.pop()));
            case APPENDS, ADDITEMS -> builder.append(stack.popToMark());
            case LIST, FROZENSET -> builder.items(stack.popToMark(), false);
            case EMPTY_TUPLE -> builder.items(List.of(), true);
            case TUPLE -> builder.items(stack.popToMark(), true);
            case TUPLE1 -> builder.items(List.of(stack.pop()), true);
            case TUPLE2 -> builder.items(stack.pop(2), true);
            case TUPLE3 -> builder.items(stack.pop(3), true);
            case EMPTY_DICT -> builder.dict();
            case DICT -> builder.dict(stack.popToMark());
            case SETITEM -> builder.set(stack.pop(2));
            case SETITEMS -> builder.set(stack.popToMark());
            case BINGET -> stack.push(memo.get(input.length(1)));
            case LONG_BINGET -> stack.push(memo.get(input.length(4)));
            case BINPUT -> memo.put(input.length(1), stack.peek());
            case LONG_BINPUT -> memo.put(input.length(4), stack.peek());
            case MEMOIZE -> memo.put(memo.count(), stack.peek());
            case GLOBAL -> builder.global(input.line(), input.line());
            case STACK_GLOBAL -> builder.stackGlobal(stack.pop(2));
            case REDUCE, NEWOBJ -> builder.call(stack.pop(2));
            case BUILD -> builder.build(stack.pop());
            case BINPERSID -> builder.refer(stack.pop());
            case PROTO, STOP -> throw input.damaged("{0} stands in its middle", opcode);
            case INT, LONG, FLOAT, STRING, UNICODE, GET, PUT ->
                throw input.damaged("it uses {0}, which protocol 2 has no need of", opcode);
            case PERSID, INST, OBJ, NEWOBJ_EX, EXT1, EXT2, EXT4 ->
                throw input.refused("makes an object with {0}", opcode);
            case BYTEARRAY8, NEXT_BUFFER, READONLY_BUFFER ->
                throw input.refused("holds memory of another program with {0}", opcode);
        }
    }

    /** Frames only say how much may be read at once; one that is longer than the pickle lies. */
    private void frame() {
        input.requireLeft(input.length(8));
    }
}
