package dev.styleseal.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes zips of stored entries and then lies in them. */
final class ZipBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<byte[]> directory = new ArrayList<>();
    private final List<Integer> locals = new ArrayList<>();

    /** A model with one pickle and one storage. */
    static ZipBytes model(byte[] pickle, int storageBytes) {
        return new ZipBytes().add("archive/data.pkl", pickle).add("archive/data/0", new byte[storageBytes]);
    }

    ZipBytes add(String name, byte[] data) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        locals.add(out.size());
        byte[] central = new byte[46 + utf8.length];
        wrap(central)
                .putInt(0x02014b50)
                .putInt(20, data.length)
                .putInt(24, data.length)
                .putShort(28, (short) utf8.length)
                .putInt(42, out.size())
                .put(46, utf8);
        directory.add(central);
        byte[] local = new byte[30 + utf8.length];
        wrap(local)
                .putInt(0x04034b50)
                .putInt(18, data.length)
                .putInt(22, data.length)
                .putShort(26, (short) utf8.length)
                .put(30, utf8);
        out.writeBytes(local);
        out.writeBytes(data);
        return this;
    }

    /** The directory's record of an entry, to be changed. */
    ByteBuffer central(int entry) {
        return wrap(directory.get(entry));
    }

    /** Adds a record of the directory for an entry that is there already. */
    ZipBytes repeat(int entry) {
        directory.add(directory.get(entry).clone());
        return this;
    }

    /** A field of 2 bytes in the header before an entry is changed in the finished zip. */
    byte[] withLocal(int entry, int at, int value) {
        byte[] zip = bytes();
        wrap(zip).putShort(locals.get(entry) + at, (short) value);
        return zip;
    }

    byte[] bytes() {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        zip.writeBytes(out.toByteArray());
        directory.forEach(zip::writeBytes);
        int directoryBytes = zip.size() - out.size();
        zip.writeBytes(little(22)
                .putInt(0x06054b50)
                .putShort(8, (short) directory.size())
                .putShort(10, (short) directory.size())
                .putInt(12, directoryBytes)
                .putInt(16, out.size())
                .array());
        return zip.toByteArray();
    }

    Path in(Path folder) throws IOException {
        return Files.write(folder.resolve("hostile.ckpt"), bytes());
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer little(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
