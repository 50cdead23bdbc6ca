package dev.styleseal.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the directory of a zip file (PKWARE APPNOTE 6.3) and compares it with the header before each entry, since two
 * programs that believe different ones read different files.
 *
 * <p>Only stored entries are taken, one after the other from the first byte on: nothing is unpacked, so nothing can
 * swell. Checksums are not looked at; torch does not write them always.
 */
final class ZipDirectory {
    private static final int RECORD = 0x02014b50;
    private static final int RECORD_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int BIG = 1; // number of the extra field with 8-byte sizes
    private static final long UNKNOWN = 0xffffffffL;

    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int SIZES_FOLLOW = 1 << 3;

    /** A model has some thousand entries of about a hundred bytes. */
    private static final long MOST_BYTES = 64L << 20;

    private final FileBytes file;
    private final ZipFaults faults;
    private final Map<String, ZipRecord> records = new LinkedHashMap<>();

    private ZipDirectory(FileBytes file) {
        this.file = file;
        this.faults = new ZipFaults(file.path());
    }

    /** All entries by name, in the order of the directory. */
    static Map<String, ZipRecord> read(FileBytes file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.read();
        return directory.records;
    }

    private void read() {
        ZipEnd end = ZipEnd.read(file, faults);
        if (end.byteCount() > MOST_BYTES) {
            throw faults.damaged("its directory has {0} bytes; {1} are allowed", end.byteCount(), MOST_BYTES);
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(file.bytes(end.offset(), (int) end.byteCount())).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            ZipRecord record = record(bytes, end.offset());
            if (records.put(record.name(), record) != null) {
                throw faults.refused(record.name(), "stands there twice");
            }
        }
        if (records.size() != end.records()) {
            throw faults.damaged("its directory holds {0} entries and says {1}", records.size(), end.records());
        }
        requireApart(end.offset());
    }

    private ZipRecord record(ByteBuffer bytes, long end) {
        int at = bytes.position();
        if (bytes.remaining() < RECORD_BYTES || bytes.getInt(at) != RECORD) {
            throw faults.damaged("there is no entry at byte {0} of its directory", at);
        }
        int nameBytes = bytes.getShort(at + 28) & 0xffff;
        int extraBytes = bytes.getShort(at + 30) & 0xffff;
        int commentBytes = bytes.getShort(at + 32) & 0xffff;
        if (bytes.remaining() - RECORD_BYTES < nameBytes + extraBytes + commentBytes) {
            throw faults.damaged("an entry goes on behind the end of its directory");
        }
        String name = name(bytes.slice(at + RECORD_BYTES, nameBytes));
        requirePlain(name, bytes.getShort(at + 8), bytes.getShort(at + 10));
        ByteBuffer extra =
                bytes.slice(at + RECORD_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = big(name, extra);
        long byteCount = size(name, bytes.getInt(at + 24), big);
        long stored = size(name, bytes.getInt(at + 20), big);
        long headerOffset = size(name, bytes.getInt(at + 42), big);
        if (stored != byteCount) {
            throw faults.refused(name, "has {0} bytes stored as {1}", byteCount, stored);
        }
        bytes.position(at + RECORD_BYTES + nameBytes + extraBytes + commentBytes);
        return located(name, headerOffset, byteCount, end);
    }

    /** What stands in the extra field for sizes of 8 bytes; empty when there is none. */
    private ByteBuffer big(String name, ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int count = extra.getShort() & 0xffff;
            if (count > extra.remaining()) {
                throw faults.refused(name, "has an extra field that goes on behind its end");
            }
            if (id == BIG) {
                return extra.slice(extra.position(), count).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + count);
        }
        return ByteBuffer.allocate(0);
    }

    private long size(String name, int small, ByteBuffer big) {
        if (Integer.toUnsignedLong(small) != UNKNOWN) {
            return Integer.toUnsignedLong(small);
        }
        if (big.remaining() < Long.BYTES) {
            throw faults.refused(name, "does not say how long it is");
        }
        return big.getLong();
    }

    private String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw faults.damaged("the name of an entry is not valid UTF-8");
        }
    }

    private void requirePlain(String name, int flags, int method) {
        if (!isPlain(name)) {
            throw faults.refused(name, "has a name that leads out of the zip");
        }
        if ((flags & ENCRYPTED) != 0) {
            throw faults.refused(name, "is encrypted");
        }
        if (method != 0 && name.contains("/code/")) {
            throw faults.program();
        }
        if (method != 0) {
            throw faults.refused(name, "is compressed by method {0}", method);
        }
    }

    private static boolean isPlain(String name) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name; // a folder
        boolean strange = path.chars().anyMatch(c -> c < ' ' || c == 127 || c == '\\' || c == ':');
        return !strange
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private ZipRecord located(String name, long headerOffset, long byteCount, long end) {
        if (headerOffset < 0 || byteCount < 0 || headerOffset > end - LOCAL_BYTES || byteCount > end) {
            throw faults.refused(name, "is said to lie behind the end of the zip");
        }
        ByteBuffer local =
                ByteBuffer.wrap(file.bytes(headerOffset, LOCAL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        int nameBytes = local.getShort(26) & 0xffff;
        long offset = headerOffset + LOCAL_BYTES + nameBytes + (local.getShort(28) & 0xffff);
        if (local.getInt(0) != LOCAL || offset > end || byteCount > end - offset) {
            throw faults.refused(name, "is said to lie where there is no such entry");
        }
        requirePlain(name, local.getShort(6), local.getShort(8));
        boolean follow = (local.getShort(6) & SIZES_FOLLOW) != 0;
        boolean sameName = name(ByteBuffer.wrap(file.bytes(headerOffset + LOCAL_BYTES, nameBytes)))
                .equals(name);
        if (!sameName || !agrees(local.getInt(18), byteCount, follow) || !agrees(local.getInt(22), byteCount, follow)) {
            throw faults.refused(name, "is another one by its own header");
        }
        return new ZipRecord(name, headerOffset, offset, byteCount);
    }

    private static boolean agrees(int local, long byteCount, boolean follow) {
        long size = Integer.toUnsignedLong(local);
        return size == byteCount || (size == UNKNOWN && (follow || byteCount >= UNKNOWN)) || (follow && size == 0);
    }

    /** Entries that share bytes are how zip bombs are made; bytes before the first are how two formats hide in one file. */
    private void requireApart(long end) {
        List<ZipRecord> ordered = new ArrayList<>(records.values());
        ordered.sort(Comparator.comparingLong(ZipRecord::headerOffset));
        long free = 0;
        for (ZipRecord record : ordered) {
            if (record.headerOffset() < free) {
                throw faults.refused(record.name(), "lies within another one");
            }
            free = record.end();
        }
        if (!ordered.isEmpty() && ordered.get(0).headerOffset() != 0) {
            throw faults.damaged(
                    "its first entry begins at byte {0}", ordered.get(0).headerOffset());
        }
        if (free > end) {
            throw faults.damaged("its last entry lies within its directory");
        }
    }
}
