package dev.styleseal.weights;

/** bfloat16: the upper 16 bits of a float. */
final class BrainFloat {
    private BrainFloat() {}

    /** The same number; exact. */
    static float toFloat(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }

    /** The nearest bfloat16, ties to even; the largest floats become infinity. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) {
            return (short) (bits >>> 16 | 0x40);
        }
        int tieToEven = 0x7fff + (bits >>> 16 & 1);
        return (short) ((bits + tieToEven) >>> 16);
    }
}
