package dev.styleseal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds out whether a folder takes files, by writing one and taking it away again. */
public final class WriteProbe {
    private static final int CHUNK = 1 << 16;

    private WriteProbe() {}

    /** What is done in the folder that is tried; it takes away what it writes. */
    @FunctionalInterface
    public interface Use {
        void in(Path folder) throws IOException;
    }

    /**
     * Tries a folder that may not exist yet with a file of a size, and leaves nothing behind.
     *
     * @throws dev.styleseal.error.BadInput as {@link AtomicFile} does
     * @throws IOException if the folder cannot be made
     */
    public static void inNew(Path folder, long bytes) throws IOException {
        inNew(folder, made -> write(made, bytes));
    }

    /**
     * Does something in a folder that may not exist yet; it exists afterwards only if it did before.
     *
     * @throws IOException if the folder cannot be made, and what {@code use} throws
     */
    public static void inNew(Path folder, Use use) throws IOException {
        Deque<Path> made = new ArrayDeque<>();
        Path absolute = folder.toAbsolutePath();
        for (Path missing = absolute; missing != null && !Files.exists(missing); missing = missing.getParent()) {
            made.addLast(missing);
        }
        try {
            Files.createDirectories(absolute);
            use.in(absolute);
        } finally {
            takeAway(made);
        }
    }

    private static void takeAway(Iterable<Path> made) throws IOException {
        try {
            for (Path each : made) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryNotEmptyException e) {
            return; // somebody else has begun to write there
        }
    }

    private static void write(Path folder, long bytes) throws IOException {
        Path file = folder.resolve(".styleseal-probe.tmp");
        try {
            AtomicFile.write(file, channel -> {
                // Written, not only reserved: some file systems find out that they are full no sooner.
                ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
                for (long left = bytes; left > 0; left -= CHUNK) {
                    zeros.clear().limit((int) Math.min(CHUNK, left));
                    while (zeros.hasRemaining()) {
                        channel.write(zeros);
                    }
                }
            });
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
