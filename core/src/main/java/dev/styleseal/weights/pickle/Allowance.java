package dev.styleseal.weights.pickle;

/**
 * How much memory the values of a pickle may take. Every value is paid for when it is made, none is given back, so that
 * neither lists that hold each other nor lengths that lie can ask for more.
 */
final class Allowance {
    /** A value and its place in a list. */
    static final long VALUE_BYTES = 48;

    /** A dictionary with its table. */
    static final long DICT_BYTES = 160;

    /** An entry of a dictionary or of the memo. */
    static final long ENTRY_BYTES = 64;

    /** The pickle of Stable Diffusion XL takes less than 10 MB. */
    private static final long MOST_BYTES = 128L << 20;

    private final PickleInput input; // for errors
    private long left = MOST_BYTES;

    Allowance(PickleInput input) {
        this.input = input;
    }

    /** Takes from it; must come before the memory is asked for. */
    void take(long bytes) {
        if (bytes > left) {
            throw input.refused("asks for more than {0} MB of memory", MOST_BYTES >> 20);
        }
        left -= bytes;
    }
}
