package dev.styleseal.hub;

import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that only one thread of one process fetches a file. The lock's file stays, as huggingface_hub's does: deleting
 * it would let two hold locks of the same name.
 */
final class FetchLock implements AutoCloseable {
    private final FileChannel channel;

    private FetchLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until it is ours. */
    static FetchLock take(Path file, RepoFile fetched, PullListener listener, Runnable stop) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            boolean told = false;
            while (attempt(channel) == null) {
                if (!told) {
                    listener.notice(Message.of("Somebody else is fetching {0}: waiting for it.", fetched.path()));
                    told = true;
                }
                stop.run();
                Patience.glance();
            }
            return new FetchLock(channel);
        } catch (RuntimeException | IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
