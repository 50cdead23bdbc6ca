package dev.styleseal.snapshot;

import dev.styleseal.error.BadInput;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process away from a run. The system gives the lock back when the process ends, however it ends; the file
 * {@code .lock} that stays behind then means nothing.
 */
public final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final long LAST =
            Long.MAX_VALUE - 1; // Windows keeps others from reading what is locked, so not the pid

    /**
     * Folders whose lock this process has. On POSIX systems a process that closes any channel to a file gives up its lock
     * on it, so that the file must not even be opened a second time; that is a matter of the process, hence static.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path file;
    private final FileChannel channel;

    private RunLock(Path folder, Path file, FileChannel channel) {
        this.folder = folder;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock of a run's folder, which must exist.
     *
     * @throws BadInput if somebody has it, naming the process, which may be this one; or if the folder may not be written
     *     to
     */
    public static RunLock take(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (!OWN.add(real)) {
                throw taken(folder, ownPid());
            }
            try {
                return lock(folder, real);
            } catch (IOException | RuntimeException e) {
                OWN.remove(real);
                throw e;
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot lock the run in {0}: {1}. Expected a folder that you may write to. Correct its rights or choose another --output.",
                    folder,
                    Reason.of(e));
        }
    }

    /** Refuses a folder on which another process is working; leaves nothing behind. */
    public static void requireFree(Path folder) {
        if (isLeft(folder)) {
            take(folder).close();
        }
    }

    /** Whether the file of a lock stands in a folder: of a process at work, or of one that was killed. */
    public static boolean isLeft(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    private static RunLock lock(Path folder, Path real) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = channel.tryLock(LAST, 1, false);
            if (lock == null) {
                throw taken(folder, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)));
            return new RunLock(real, file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static BadInput taken(Path folder, String pid) {
        return new BadInput(
                "Another process is working on the run in {0}: process {1}. Expected it to be free. Wait for that process, end it, or choose another --output.",
                folder, pid);
    }

    private static String ownPid() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? "?" : text;
    }

    /** Gives the run free and takes the file away; closing twice does nothing. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (FileChannel open = channel) {
            Files.deleteIfExists(file); // while it is locked: afterwards it may be another's
        } catch (IOException e) {
            return; // the system frees the lock with the process, and the file means nothing without it
        } finally {
            OWN.remove(folder);
        }
    }
}
