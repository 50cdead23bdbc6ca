package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;

/**
 * A safetensors file, open for reading. Its header has been checked from end to end when {@link #open} returns; values
 * are read when asked for and not judged here.
 *
 * <p>Files and tensors may be larger than 2 GB. Nothing is mapped, so the file is free as soon as it is closed. All
 * methods may be called from several threads at once. Interrupting a reading thread closes the file and ends every read
 * with {@link Interrupted}; a read that the system refuses ends with {@link BadInput}, one past a suddenly shorter file
 * with {@link CorruptFile}.
 */
public final class SafetensorsFile implements AutoCloseable {
    /** Reads are cut into pieces of this size, so that memory does not grow with the tensor. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Header header;

    private SafetensorsFile(Path path, FileChannel channel, Header header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens the file and checks its header.
     *
     * @throws BadInput when there is no such file or it may not be read
     * @throws CorruptFile when the header is not what it must be
     */
    public static SafetensorsFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadInput(
                    "Cannot read {0}: {1}. Expected a .safetensors file. Check the path.",
                    path, Files.isDirectory(path) ? Message.of("it is a folder") : Message.of("there is no such file"));
        }
        try {
            FileChannel channel = FileChannel.open(path);
            try {
                return new SafetensorsFile(path, channel, HeaderReader.read(path, channel));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The path it was opened by. */
    public Path path() {
        return path;
    }

    /** All tensors by name, in the order of their bytes; cannot be changed. */
    public Map<String, TensorEntry> entries() {
        return header.entries();
    }

    /** The texts of {@code __metadata__}, in the order of the header; cannot be changed. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * The entry of one tensor.
     *
     * @throws CorruptFile when there is none of that name
     */
    public TensorEntry entry(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw new CorruptFile(
                    "Cannot read {0}: there is no tensor {1} among its {2}. Use a file that holds it.",
                    path, name, header.entries().size());
        }
        return entry;
    }

    /** Fills {@code target} with all bytes of a tensor; its remaining bytes must be just as many. */
    public void read(TensorEntry entry, ByteBuffer target) {
        if (target.remaining() != entry.byteLength()) {
            throw new IllegalArgumentException(
                    entry.name() + " has " + entry.byteLength() + " bytes, the buffer " + target.remaining());
        }
        read(entry, 0, target);
    }

    /**
     * Fills {@code target} with a part of a tensor, for those that do not fit into one buffer.
     *
     * @param from position of the first byte within the tensor
     */
    public void read(TensorEntry entry, long from, ByteBuffer target) {
        Objects.checkFromIndexSize(from, target.remaining(), entry.byteLength());
        readFully(entry.offset() + from, target);
    }

    /**
     * A tensor as float32. F16, BF16 and small whole numbers convert exactly; F64 and large whole numbers are rounded to
     * nearest.
     *
     * @throws CorruptFile when there is none of that name
     * @throws BadInput when its type has no place in float32 (F8, complex) or it has more elements than an array
     */
    public HostTensor floats(String name) {
        TensorEntry entry = entry(name);
        TensorDecoder decoder = TensorDecoder.of(path, entry);
        float[] values = new float[(int) entry.elements()];
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, entry.byteLength()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int done = 0;
        while (done < values.length) {
            int count = Math.min(chunk.capacity() / entry.dtype().bytes(), values.length - done);
            chunk.clear().limit(count * entry.dtype().bytes());
            read(entry, (long) done * entry.dtype().bytes(), chunk);
            decoder.decode(chunk.flip(), values, done);
            done += count;
        }
        return new HostTensor(entry.shape(), values);
    }

    /** SHA-256 of everything behind the header in 64 hexadecimal digits; what others call {@code sshs_model_hash}. */
    public String dataSha256() {
        MessageDigest digest = Sha256.fresh();
        digest(digest, header.dataOffset(), header.dataBytes());
        return Sha256.hex(digest);
    }

    private void digest(MessageDigest digest, long from, long bytes) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long done = 0; done < bytes; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, bytes - done));
            readFully(from + done, chunk);
            digest.update(chunk.flip());
        }
    }

    private void readFully(long from, ByteBuffer target) {
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

    /** Closes the file; a second call does nothing. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
