package dev.styleseal.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The file events.jsonl while it is written: one JSON object a line, each given to the system as it happens. */
final class EventLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel out;

    private EventLog(FileChannel out) {
        this.out = out;
    }

    /** A new file; what stands there is replaced. */
    static EventLog create(Path file) throws IOException {
        return new EventLog(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** The file of a run that goes on; what a killed process left of a last line is cut off. */
    static EventLog append(Path file) throws IOException {
        byte[] all = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(afterLine(all, all.length));
            channel.position(channel.size());
            return new EventLog(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Where the last whole line before a place ends. */
    private static int afterLine(byte[] bytes, int before) {
        int end = before;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Whether the last whole line of a file holds all these words. */
    static boolean endsWith(Path file, String... words) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        byte[] all = Files.readAllBytes(file);
        int end = afterLine(all, all.length);
        int begin = afterLine(all, Math.max(0, end - 1));
        String last = new String(all, begin, end - begin, StandardCharsets.UTF_8);
        return Arrays.stream(words).allMatch(last::contains);
    }

    /** Adds a line, or, if the disk is full, nothing of it. */
    void add(ObjectNode line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(JSON.writeValueAsString(line) + "\n");
        long before = out.position();
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            out.truncate(before);
            throw e;
        }
    }

    /** Waits until all lines are on the disk. */
    void sync() throws IOException {
        out.force(true);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
