package dev.styleseal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes a zip of more than 4 GB, most of it a hole that takes no place on the disk. */
final class BigZip {
    private static final int UNKNOWN = -1;
    private static final long HOLE = (1L << 32) + 1000;

    private BigZip() {}

    /** A model with a storage "0" of zeros beyond 4 GB and behind it "1" with the floats 1.5 and -2, which is tensor "a". */
    static Path write(Path path) throws IOException {
        byte[] pickle = PickleBytes.of("1", 2, 0, new long[] {2}, new long[] {1});
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            List<ByteBuffer> directory = new ArrayList<>();
            long at = local(file, 0, directory, "big/data.pkl", pickle.length);
            at += file.write(ByteBuffer.wrap(pickle), at);
            at = local(file, at, directory, "big/data/0", HOLE) + HOLE;
            at = local(file, at, directory, "big/data/1", 8);
            at += file.write(ZipBytes.little(8).putFloat(1.5f).putFloat(-2).flip(), at);
            long directoryAt = at;
            for (ByteBuffer record : directory) {
                at += file.write(record, at);
            }
            file.write(end(directory.size(), directoryAt, at), at);
        }
        return path;
    }

    private static long local(FileChannel file, long at, List<ByteBuffer> directory, String name, long count)
            throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer local = ZipBytes.little(30 + utf8.length + 20)
                .putInt(0x04034b50)
                .putInt(18, UNKNOWN)
                .putInt(22, UNKNOWN)
                .putShort(6, (short) 8) // sizes follow the data
                .putShort(26, (short) utf8.length)
                .putShort(28, (short) 20);
        local.position(30);
        local.put(utf8).putShort((short) 1).putShort((short) 16).putLong(count).putLong(count);
        ByteBuffer central = ZipBytes.little(46 + utf8.length + 28)
                .putInt(0x02014b50)
                .putInt(20, UNKNOWN)
                .putInt(24, UNKNOWN)
                .putShort(28, (short) utf8.length)
                .putShort(30, (short) 28)
                .putInt(42, UNKNOWN);
        central.position(46);
        central.put(utf8)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(count)
                .putLong(count)
                .putLong(at);
        directory.add(central.flip());
        return at + file.write(local.flip(), at);
    }

    private static ByteBuffer end(int records, long directoryAt, long at) {
        ByteBuffer end = ZipBytes.little(56 + 20 + 22)
                .putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putLong(records)
                .putLong(records)
                .putLong(at - directoryAt)
                .putLong(directoryAt)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(at)
                .putInt(1)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) records)
                .putShort((short) records)
                .putInt((int) (at - directoryAt))
                .putInt(UNKNOWN)
                .putShort((short) 0);
        return end.flip();
    }
}
