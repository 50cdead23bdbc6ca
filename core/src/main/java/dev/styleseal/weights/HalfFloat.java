package dev.styleseal.weights;

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits; largest value 65504. (Java has it from version 20.) */
final class HalfFloat {
    /** The smallest float that rounds to infinity: half a unit above 65504, a tie that goes to the even neighbour. */
    private static final int OVERFLOW_BITS = Float.floatToRawIntBits(65520f);

    private static final int SMALLEST_NORMAL_BITS = Float.floatToRawIntBits(0x1p-14f);
    private static final int EXPONENT_DIFFERENCE = (127 - 15) << 23;

    private HalfFloat() {}

    /** The same number; exact. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        return Float.intBitsToFloat(sign | (exponent << 23 | fraction << 13) + EXPONENT_DIFFERENCE);
    }

    /** The nearest half, ties to even; infinity from 65520 up. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= OVERFLOW_BITS) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < SMALLEST_NORMAL_BITS) {
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
        }
        int tieToEven = 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | (magnitude - EXPONENT_DIFFERENCE + tieToEven) >>> 13);
    }
}
