package dev.styleseal.image.webp;

/** From coefficients back to differences of samples (RFC 6386, section 14; integer for integer). */
final class Transform {
    private Transform() {}

    /** The inverse Walsh-Hadamard transform: 16 values, each the first coefficient of one luma block. */
    static void secondOrder(int[] in, int[] coefficients) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[i] + in[12 + i];
            int b = in[4 + i] + in[8 + i];
            int c = in[4 + i] - in[8 + i];
            int d = in[i] - in[12 + i];
            half[i] = a + b;
            half[4 + i] = d + c;
            half[8 + i] = a - b;
            half[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int a = half[4 * i] + 3 + half[4 * i + 3];
            int b = half[4 * i + 1] + half[4 * i + 2];
            int c = half[4 * i + 1] - half[4 * i + 2];
            int d = half[4 * i] + 3 - half[4 * i + 3];
            coefficients[64 * i] = (a + b) >> 3;
            coefficients[64 * i + 16] = (d + c) >> 3;
            coefficients[64 * i + 32] = (a - b) >> 3;
            coefficients[64 * i + 48] = (d - c) >> 3;
        }
    }

    /** The inverse cosine transform of the 16 coefficients from {@code from}, added to the 4 x 4 samples at {@code at}. */
    static void add(int[] coefficients, int from, Plane plane, int at) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = coefficients[from + i] + coefficients[from + 8 + i];
            int b = coefficients[from + i] - coefficients[from + 8 + i];
            int c = sine(coefficients[from + 4 + i]) - cosine(coefficients[from + 12 + i]);
            int d = cosine(coefficients[from + 4 + i]) + sine(coefficients[from + 12 + i]);
            half[4 * i] = a + d;
            half[4 * i + 1] = b + c;
            half[4 * i + 2] = b - c;
            half[4 * i + 3] = a - d;
        }
        for (int i = 0; i < 4; i++) {
            int a = half[i] + 4 + half[8 + i];
            int b = half[i] + 4 - half[8 + i];
            int c = sine(half[4 + i]) - cosine(half[12 + i]);
            int d = cosine(half[4 + i]) + sine(half[12 + i]);
            int row = at + i * plane.stride;
            add(plane, row, a + d);
            add(plane, row + 1, b + c);
            add(plane, row + 2, b - c);
            add(plane, row + 3, a - d);
        }
    }

    private static void add(Plane plane, int at, int value) {
        plane.set(at, (plane.samples[at] & 0xFF) + (value >> 3));
    }

    /** Times sqrt(2) cos(pi / 8), in 16 fractional bits. */
    private static int cosine(int value) {
        return value + ((value * 20091) >> 16);
    }

    /** Times sqrt(2) sin(pi / 8), in 16 fractional bits. */
    private static int sine(int value) {
        return (value * 35468) >> 16;
    }
}
