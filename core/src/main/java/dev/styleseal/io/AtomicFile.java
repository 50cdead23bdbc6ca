package dev.styleseal.io;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Interrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that is written whole or not at all.
 *
 * <p>The bytes go to a temporary name in the same folder, are synced to the disk and then moved over the target, so
 * that a reader sees the old file or the new one and never a part. When anything fails the target is as it was and
 * nothing is left behind; only a killed process leaves a {@code .styleseal-*.tmp}. Threads may write different files at
 * the same time; of two that write the same one the last wins.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** Puts out the content. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes everything.
         *
         * @param channel an empty file, open for reading and writing at position 0; closed by the caller
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Looks at the finished file before it takes its place; throws if it must not. */
    @FunctionalInterface
    public interface Check {
        /**
         * Reads the file again.
         *
         * @param written the synced and closed file under its temporary name
         */
        void verify(Path written) throws IOException;
    }

    /** Writes a text in UTF-8; errors as {@link #write(Path, Body, Check)}. */
    public static void write(Path target, String text) {
        write(target, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** {@link #write(Path, Body, Check)} without a check. */
    public static void write(Path target, Body body) {
        write(target, body, written -> {});
    }

    /**
     * Writes {@code target}, replacing what stands there. A symbolic link is followed.
     *
     * @throws BadInput when the folder does not exist, the target is no regular file, or the system refuses (rights,
     *     full disk); other exceptions of {@code body} and {@code check} pass through
     * @throws Interrupted when the thread was interrupted while writing
     */
    public static void write(Path target, Body body, Check check) {
        try {
            Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            Path folder = folderOf(target, file);
            // A short name of its own: createTempFile would make the result readable by its owner alone.
            Path temporary = folder.resolve(".styleseal-" + UUID.randomUUID() + ".tmp");
            try {
                fill(temporary, body);
                check.verify(temporary);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncFolder(folder);
        } catch (ClosedByInterruptException e) {
            throw new Interrupted(e, "Writing {0} was interrupted. The file is as it was before.", target);
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write {0}: {1}. Nothing was changed there. Expected a folder that you may write to, with "
                            + "enough free space. Free some space or choose another folder.",
                    target,
                    Reason.of(e));
        }
    }

    private static Path folderOf(Path target, Path file) {
        Path folder = file.getParent();
        if (folder == null || (Files.exists(file) && !Files.isRegularFile(file))) {
            throw new BadInput(
                    "Cannot write {0}: a folder or device of that name is there. Expected the name of a file. Choose "
                            + "another name.",
                    target);
        }
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "Cannot write {0}: there is no folder {1}. Expected a folder that exists. Create it or choose "
                            + "another.",
                    target, folder);
        }
        return folder;
    }

    private static void fill(Path temporary, Body body) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            body.writeTo(channel);
            channel.force(true);
        }
    }

    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; there the move is written through by the system. The file itself is synced.
            return;
        }
    }
}
