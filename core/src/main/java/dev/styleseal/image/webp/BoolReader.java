package dev.styleseal.image.webp;

import java.io.IOException;

/** The arithmetic decoder that every part of a frame goes through (RFC 6386, section 7). */
final class BoolReader {
    /** The decoder looks ahead a little, and libwebp too reads zeros there; beyond that, data is missing. */
    private static final int FREE_ZEROS = 16;

    private final byte[] file;
    private final int end;
    private int next;
    private int value; // two bytes
    private int range = 255;
    private int shifted; // bits of the lower byte that are used up

    BoolReader(byte[] file, int from, int end) throws IOException {
        this.file = file;
        this.next = from;
        this.end = end;
        this.value = take() << 8 | take();
    }

    /** One bit that is 0 with the given probability, in 256ths. */
    int bit(int probability) throws IOException {
        int split = 1 + (((range - 1) * probability) >> 8);
        int bit = value >= split << 8 ? 1 : 0;
        if (bit == 1) {
            range -= split;
            value -= split << 8;
        } else {
            range = split;
        }
        while (range < 128) {
            value <<= 1;
            range <<= 1;
            if (++shifted == 8) {
                shifted = 0;
                value |= take();
            }
        }
        return bit;
    }

    boolean flag() throws IOException {
        return bit(128) == 1;
    }

    int number(int bits) throws IOException {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | bit(128);
        }
        return number;
    }

    /** A number with its sign after it, there only when a flag says so; else 0. */
    int optionalSigned(int bits) throws IOException {
        if (!flag()) {
            return 0;
        }
        int number = number(bits);
        return flag() ? -number : number;
    }

    private int take() throws IOException {
        if (next >= end + FREE_ZEROS) {
            throw new IOException("the VP8 data ends too early");
        }
        int taken = next < end ? file[next] & 0xFF : 0;
        next++;
        return taken;
    }
}
