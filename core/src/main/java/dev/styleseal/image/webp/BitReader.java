package dev.styleseal.image.webp;

import java.io.IOException;

/** Bits of a lossless stream, least significant first. */
final class BitReader {
    private static final int FREE_ZEROS = 8; // read past the end without complaint, as libwebp does

    private final byte[] file;
    private final int end;
    private int next;
    private long held;
    private int heldBits;

    BitReader(byte[] file, int from, int end) {
        this.file = file;
        this.next = from;
        this.end = end;
    }

    /** The next bits as a number, the first one lowest; at most 24. */
    int bits(int count) throws IOException {
        while (heldBits < count) {
            if (next >= end + FREE_ZEROS) {
                throw new IOException("the lossless data ends too early");
            }
            held |= (next < end ? file[next] & 0xFFL : 0) << heldBits;
            next++;
            heldBits += 8;
        }
        int bits = (int) (held & ((1L << count) - 1));
        held >>>= count;
        heldBits -= count;
        return bits;
    }

    boolean flag() throws IOException {
        return bits(1) == 1;
    }
}
