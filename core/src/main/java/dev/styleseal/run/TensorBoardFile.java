package dev.styleseal.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A file of events for TensorBoard while it is written: each record is given to the system whole, as it happens.
 *
 * <p>A record is its length (8 bytes), the masked CRC32C of these, the event, and the masked CRC32C of that (tensorflow,
 * record_writer.h). Readers pass over a torn end.
 */
final class TensorBoardFile implements AutoCloseable {
    /** The ending says who wrote it. */
    static final Pattern NAME =
            Pattern.compile("events\\.out\\.tfevents\\.(\\d{10,18})\\.[A-Za-z0-9_.-]*\\.\\d+\\.styleseal");

    private static final int MASK = 0xa282ead8;
    private static final int TURN = 15;

    private final OutputStream out;

    private TensorBoardFile(OutputStream out) {
        this.out = out;
    }

    /**
     * A new file in a folder. TensorBoard reads the files of a folder by name and never turns back, so that its seconds are
     * later than those of all others there, whatever the clock says.
     */
    static TensorBoardFile create(Path folder, Instant now) throws IOException {
        long seconds = Math.max(now.getEpochSecond(), latest(folder) + 1);
        String name = "events.out.tfevents.%010d.%s.%d.styleseal"
                .formatted(seconds, host(), ProcessHandle.current().pid());
        return new TensorBoardFile(
                Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Deletes the files of that kind in a folder. */
    static void deleteAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> seconds(file).isPresent()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long latest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> seconds(file).stream())
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }
    }

    private static Optional<Long> seconds(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** The machine's name as its system tells it; asking the network may take seconds. */
    private static String host() {
        String name = System.getenv().getOrDefault("HOSTNAME", System.getenv().getOrDefault("COMPUTERNAME", ""));
        String plain = name.replaceAll("[^A-Za-z0-9_-]", "");
        return plain.isEmpty() ? "localhost" : plain;
    }

    void add(ProtoMessage event) throws IOException {
        byte[] data = event.bytes();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length);
        record.putInt(masked(record.array(), 0, Long.BYTES)).put(data);
        record.putInt(masked(data, 0, data.length));
        out.write(record.array());
    }

    static int masked(byte[] bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, count);
        return Integer.rotateRight((int) crc.getValue(), TURN) + MASK;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
