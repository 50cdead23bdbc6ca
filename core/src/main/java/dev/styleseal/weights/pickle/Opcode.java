package dev.styleseal.weights.pickle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The instructions of pickles, protocol 0 to 5, by the names of Python's {@code pickletools}. */
enum Opcode {
    PROTO(0x80),
    FRAME(0x95),
    STOP('.'),
    MARK('('),
    POP('0'),
    POP_MARK('1'),
    DUP('2'),
    NONE('N'),
    NEWTRUE(0x88),
    NEWFALSE(0x89),
    BININT('J'),
    BININT1('K'),
    BININT2('M'),
    LONG1(0x8a),
    LONG4(0x8b),
    BINFLOAT('G'),
    BINSTRING('T'),
    SHORT_BINSTRING('U'),
    BINUNICODE('X'),
    SHORT_BINUNICODE(0x8c),
    BINUNICODE8(0x8d),
    BINBYTES('B'),
    SHORT_BINBYTES('C'),
    BINBYTES8(0x8e),
    EMPTY_LIST(']'),
    APPEND('a'),
    APPENDS('e'),
    LIST('l'),
    EMPTY_TUPLE(')'),
    TUPLE('t'),
    TUPLE1(0x85),
    TUPLE2(0x86),
    TUPLE3(0x87),
    EMPTY_DICT('}'),
    DICT('d'),
    SETITEM('s'),
    SETITEMS('u'),
    EMPTY_SET(0x8f),
    ADDITEMS(0x90),
    FROZENSET(0x91),
    BINGET('h'),
    LONG_BINGET('j'),
    BINPUT('q'),
    LONG_BINPUT('r'),
    MEMOIZE(0x94),
    GLOBAL('c'),
    STACK_GLOBAL(0x93),
    REDUCE('R'),
    NEWOBJ(0x81),
    BUILD('b'),
    BINPERSID('Q'),
    // Known, and refused by name: no model needs them.
    INT('I'),
    LONG('L'),
    FLOAT('F'),
    STRING('S'),
    UNICODE('V'),
    GET('g'),
    PUT('p'),
    PERSID('P'),
    INST('i'),
    OBJ('o'),
    NEWOBJ_EX(0x92),
    EXT1(0x82),
    EXT2(0x83),
    EXT4(0x84),
    BYTEARRAY8(0x96),
    NEXT_BUFFER(0x97),
    READONLY_BUFFER(0x98);

    private static final List<Optional<Opcode>> BY_CODE = IntStream.range(0, 256)
            .mapToObj(code -> Arrays.stream(values())
                    .filter(opcode -> opcode.code == code)
                    .findFirst())
            .toList();

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The instruction of an unsigned byte. */
    static Optional<Opcode> of(int code) {
        return BY_CODE.get(code);
    }
}
