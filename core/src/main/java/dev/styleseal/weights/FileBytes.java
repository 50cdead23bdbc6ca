package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The bytes of an open file by position, with failures in words for people. */
final class FileBytes implements AutoCloseable {
    /** Reads are cut into pieces of this many bytes, so that memory does not grow with the tensor. */
    static final int CHUNK = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final FileChannel channel;

    private FileBytes(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static FileBytes open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadInput(
                    "Cannot read {0}: {1}. Expected a file of tensors: .safetensors, .ckpt, .pt or .bin. Check the path.",
                    path, Files.isDirectory(path) ? Message.of("it is a folder") : Message.of("there is no such file"));
        }
        try {
            return new FileBytes(path, FileChannel.open(path));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    Path path() {
        return path;
    }

    /** Length of the file. */
    long count() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** As many bytes as there are from a position on, at most {@code count}. */
    byte[] upTo(long from, int count) {
        return bytes(from, (int) Math.max(0, Math.min(count, count() - from)));
    }

    byte[] bytes(long from, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        read(from, buffer);
        return buffer.array();
    }

    /** Fills the buffer. */
    void read(long from, ByteBuffer target) {
        long position = from;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, position);
                if (count < 0) {
                    throw new EOFException();
                }
                position += count;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** A stream over a part of the file, which need not be closed; it ends early where the file does. */
    InputStream stream(long from, long count) {
        return new BufferedInputStream(new Part(from, count), BUFFER);
    }

    /** The part as a stream; failures are told as those of {@link #read}. */
    private final class Part extends InputStream {
        private long position;
        private final long end;

        Part(long from, long count) {
            this.position = from;
            this.end = Math.min(from + count, count());
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            int found = (int) Math.min(count, end - position);
            if (found <= 0) {
                return count == 0 ? 0 : -1;
            }
            FileBytes.this.read(position, ByteBuffer.wrap(target, from, found));
            position += found;
            return found;
        }
    }

    void digest(MessageDigest digest, long from, long count) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long done = 0; done < count; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, count - done));
            read(from + done, chunk);
            digest.update(chunk.flip());
        }
    }

    private static RuntimeException failed(Path path, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new Interrupted(cause, "Reading {0} was interrupted. The file is unchanged.", path);
        }
        if (cause instanceof EOFException) {
            return new CorruptFile(
                    cause,
                    "Cannot read {0}: it became shorter while it was read. Expected a file that nobody writes to. Wait "
                            + "until it is complete and try again.",
                    path);
        }
        return new BadInput(
                cause,
                "Cannot read {0}: {1}. Expected a file that you may read. Check its rights and the disk.",
                path,
                Reason.of(cause));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
