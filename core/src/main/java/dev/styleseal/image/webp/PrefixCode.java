package dev.styleseal.image.webp;

import java.io.IOException;
import java.util.Arrays;

/**
 * A canonical prefix code (WebP lossless bitstream, "Entropy code"): symbols ordered by length, then by value.
 *
 * <p>A code of a single symbol takes no bits.
 */
final class PrefixCode {
    private static final int LONGEST = 15;

    /** The order in which lengths of length codes are stored. */
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private static final int FIRST_REPEATED = 8; // what "the length before" means at the start

    private final int[] counts = new int[LONGEST + 1]; // codes of each length
    private final int[] symbols; // in the order of their codes

    private PrefixCode(int[] lengths) throws IOException {
        for (int length : lengths) {
            counts[length]++;
        }
        counts[0] = 0;
        int[] next = new int[LONGEST + 2];
        long room = 1;
        for (int length = 1; length <= LONGEST; length++) {
            next[length + 1] = next[length] + counts[length];
            room = 2 * room - counts[length];
            if (room < 0) {
                throw new IOException("a prefix code has too many symbols");
            }
        }
        symbols = new int[next[LONGEST + 1]];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                symbols[next[lengths[symbol]]++] = symbol;
            }
        }
        if (symbols.length == 0 || (room != 0 && symbols.length > 1)) {
            throw new IOException("a prefix code is incomplete");
        }
    }

    /** Reads a code for the symbols 0 to {@code alphabet - 1}. */
    static PrefixCode read(BitReader in, int alphabet) throws IOException {
        int[] lengths = new int[alphabet];
        if (in.flag()) {
            boolean two = in.flag();
            int first = in.bits(in.flag() ? 8 : 1);
            int second = two ? in.bits(8) : first;
            if (Math.max(first, second) >= alphabet) {
                throw new IOException("a prefix code has a symbol that does not exist");
            }
            lengths[first] = 1;
            lengths[second] = 1;
        } else {
            readLengths(in, lengths);
        }
        return new PrefixCode(lengths);
    }

    private static void readLengths(BitReader in, int[] lengths) throws IOException {
        int[] lengthLengths = new int[ORDER.length];
        int stored = in.bits(4) + 4;
        for (int i = 0; i < stored; i++) {
            lengthLengths[ORDER[i]] = in.bits(3);
        }
        PrefixCode lengthCode = new PrefixCode(lengthLengths);
        int most = in.flag() ? 2 + in.bits(2 + 2 * in.bits(3)) : lengths.length;
        int previous = FIRST_REPEATED;
        for (int symbol = 0; symbol < lengths.length && most > 0; most--) {
            int length = lengthCode.symbol(in);
            int times = switch (length) {
                case 16 -> 3 + in.bits(2);
                case 17 -> 3 + in.bits(3);
                case 18 -> 11 + in.bits(7);
                default -> 1;
            };
            if (times > lengths.length - symbol) {
                throw new IOException("a prefix code has lengths for symbols that do not exist");
            }
            int value = length == 16 ? previous : length > 16 ? 0 : length;
            Arrays.fill(lengths, symbol, symbol + times, value);
            previous = length < 16 && length > 0 ? length : previous;
            symbol += times;
        }
    }

    int symbol(BitReader in) throws IOException {
        if (symbols.length == 1) {
            return symbols[0];
        }
        int code = 0;
        int first = 0; // the first code of this length
        int index = 0; // and its place in symbols
        for (int length = 1; length <= LONGEST; length++) {
            code |= in.bits(1);
            if (code - first < counts[length]) {
                return symbols[index + code - first];
            }
            index += counts[length];
            first = (first + counts[length]) << 1;
            code <<= 1;
        }
        throw new IOException("a prefix code has no such symbol");
    }
}
