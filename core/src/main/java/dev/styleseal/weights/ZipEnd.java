package dev.styleseal.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the end of a zip file says of its directory (PKWARE APPNOTE 6.3, 4.3.14 to 4.3.16), for files above 4 GB too.
 *
 * @param offset position of the directory
 * @param byteCount its length
 * @param records how many entries it has
 */
record ZipEnd(long offset, long byteCount, long records) {
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int BIG_END_BYTES = 56;
    private static final int MAX_COMMENT_BYTES = 0xffff;

    private static final int END = 0x06054b50;
    private static final int LOCATOR = 0x07064b50;
    private static final int BIG_END = 0x06064b50;

    static ZipEnd read(FileBytes file, ZipFaults faults) {
        long fileBytes = file.count();
        int tailBytes = (int) Math.min(fileBytes, END_BYTES + MAX_COMMENT_BYTES);
        ByteBuffer tail =
                ByteBuffer.wrap(file.bytes(fileBytes - tailBytes, tailBytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_BYTES + (tail.getShort(at + 20) & 0xffff) == tailBytes) {
                return of(
                        file,
                        faults,
                        tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN),
                        fileBytes - tailBytes + at);
            }
        }
        throw faults.damaged("the directory at its end is missing");
    }

    private static ZipEnd of(FileBytes file, ZipFaults faults, ByteBuffer end, long at) {
        ZipEnd small =
                new ZipEnd(end.getInt(16) & 0xffffffffL, end.getInt(12) & 0xffffffffL, end.getShort(10) & 0xffff);
        boolean onePart = end.getInt(4) == 0 && end.getShort(8) == end.getShort(10);
        if (!onePart) {
            throw faults.damaged("it is one part of several");
        }
        ByteBuffer locator = little(file.upTo(Math.max(0, at - LOCATOR_BYTES), LOCATOR_BYTES));
        if (at < LOCATOR_BYTES + BIG_END_BYTES || locator.getInt(0) != LOCATOR) {
            return small.checked(faults, at);
        }
        long bigAt = locator.getLong(8);
        if (bigAt != at - LOCATOR_BYTES - BIG_END_BYTES) {
            throw faults.damaged("the two ends of its directory are not beside each other");
        }
        ByteBuffer big = little(file.bytes(bigAt, BIG_END_BYTES));
        ZipEnd whole = new ZipEnd(big.getLong(48), big.getLong(40), big.getLong(32));
        boolean agrees = agree(small.offset, whole.offset, 0xffffffffL)
                && agree(small.byteCount, whole.byteCount, 0xffffffffL)
                && agree(small.records, whole.records, 0xffff);
        if (big.getInt(0) != BIG_END || big.getLong(4) != BIG_END_BYTES - 12 || big.getLong(24) != whole.records) {
            throw faults.damaged("the end of its directory is not understood");
        }
        if (!agrees) {
            throw faults.damaged("the two ends of its directory disagree");
        }
        return whole.checked(faults, bigAt);
    }

    private static boolean agree(long small, long whole, long unknown) {
        return small == whole || small == unknown;
    }

    private ZipEnd checked(ZipFaults faults, long end) {
        if (offset < 0 || byteCount < 0 || offset > end || byteCount != end - offset) {
            throw faults.damaged(
                    "its directory is said to have {0} bytes from byte {1} on, and ends at byte {2}",
                    Long.toUnsignedString(byteCount), Long.toUnsignedString(offset), end);
        }
        return this;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
