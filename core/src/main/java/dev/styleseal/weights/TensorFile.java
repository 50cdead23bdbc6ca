package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file of named tensors, open for reading, of whichever format. What it says of its tensors has been checked from end
 * to end when {@link #open} returns; values are read when asked for and not judged here.
 *
 * <p>Files and tensors may be larger than 2 GB. Nothing is mapped, so the file is free as soon as it is closed. All
 * methods may be called from several threads at once. Interrupting a reading thread closes the file and ends every read
 * with {@link dev.styleseal.error.Interrupted}; a read that the system refuses ends with {@link BadInput}, one past a
 * suddenly shorter file with {@link CorruptFile}.
 */
public interface TensorFile extends AutoCloseable {
    /**
     * Opens a file and checks what it says. Its first bytes tell the format, its name does not.
     *
     * @throws BadInput when there is no such file or it may not be read
     * @throws CorruptFile when it is of no known format, damaged or hostile
     */
    static TensorFile open(Path path) {
        FileBytes bytes = FileBytes.open(path);
        try {
            return switch (FileFormat.of(bytes)) {
                case SAFETENSORS -> SafetensorsFile.of(bytes);
                case ZIP, PICKLE -> PickleFile.of(bytes);
                case TAR ->
                    throw new BadInput(
                            "Cannot read {0}: it is a tar file, as torch wrote them in 2016. Expected .safetensors, .ckpt, .pt or .bin. Load it with an old torch and save it again.",
                            path);
                case UNKNOWN ->
                    throw new CorruptFile(
                            "Cannot read {0}: it begins neither as a safetensors file nor as one of torch.save.{1} Expected .safetensors, .ckpt, .pt or .bin. Fetch or copy the file again.",
                            path, Message.of(Lookalike.hint(bytes.upTo(0, Long.BYTES))));
            };
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** The path it was opened by. */
    Path path();

    /** All tensors by name; cannot be changed. */
    Map<String, TensorEntry> entries();

    /** Free texts of the file by key; cannot be changed. */
    Map<String, String> metadata();

    /**
     * Whether the bytes of a tensor stand in the file as {@link #read(TensorEntry, ByteBuffer)} gives them, from {@link
     * TensorEntry#offset} on and at any alignment, so that the file may be mapped instead.
     */
    boolean inPlace(TensorEntry entry);

    /**
     * Fills {@code target} with a part of a tensor, for those that do not fit into one buffer.
     *
     * @param from position of the first byte within the tensor
     */
    void read(TensorEntry entry, long from, ByteBuffer target);

    /**
     * SHA-256 of the tensors' bytes in 64 hexadecimal digits: of everything behind the header of a safetensors file, which
     * others call {@code sshs_model_hash}.
     */
    String dataSha256();

    /** Closes the file; a second call does nothing. */
    @Override
    void close();

    /**
     * The entry of one tensor.
     *
     * @throws CorruptFile when there is none of that name
     */
    default TensorEntry entry(String name) {
        TensorEntry entry = entries().get(name);
        if (entry == null) {
            throw new CorruptFile(
                    "Cannot read {0}: there is no tensor {1} among its {2}. Use a file that holds it.",
                    path(), name, entries().size());
        }
        return entry;
    }

    /** Fills {@code target} with all bytes of a tensor, little-endian; its remaining bytes must be just as many. */
    default void read(TensorEntry entry, ByteBuffer target) {
        if (target.remaining() != entry.byteLength()) {
            throw new IllegalArgumentException(
                    entry.name() + " has " + entry.byteLength() + " bytes, the buffer " + target.remaining());
        }
        read(entry, 0, target);
    }

    /**
     * A tensor as float32. F16, BF16 and small whole numbers convert exactly; F64 and large whole numbers are rounded to
     * nearest.
     *
     * @throws CorruptFile when there is none of that name
     * @throws BadInput when its type has no place in float32 (F8, complex) or it has more elements than an array
     */
    default HostTensor floats(String name) {
        TensorEntry entry = entry(name);
        TensorDecoder decoder = TensorDecoder.of(path(), entry);
        float[] values = new float[(int) entry.elements()];
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(FileBytes.CHUNK, entry.byteLength()))
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
}
