package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Elements of one stored tensor on their way into another type: rounded to nearest with ties to even, never to infinity.
 * Bytes stay as they are when the type does. For one thread, and for one pass over the tensor.
 */
public final class Recoding {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final TensorEntry entry;
    private final DType target;
    private final TensorDecoder decoder;
    private long done = 0;

    /**
     * For one tensor.
     *
     * @param file where it is stored, for messages
     * @param target F32, F16, BF16, or the type that the tensor has
     */
    public Recoding(Path file, TensorEntry entry, DType target) {
        this.file = file;
        this.entry = entry;
        this.target = target;
        this.decoder = TensorDecoder.of(file, entry);
    }

    /**
     * Puts some elements of the tensor out, reading no more than a piece of them at a time.
     *
     * @param source the tensor's open file
     * @param from position of the first byte within the tensor
     * @param bytes how many to read; whole elements
     * @throws CorruptFile when an element is NaN or infinite
     * @throws BadInput when an element is too large for {@code target}
     */
    public void put(TensorFile source, long from, long bytes, StreamedTensor.Sink sink) throws IOException {
        ByteBuffer chunk =
                ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < bytes; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), bytes - at));
            source.read(entry, from + at, chunk);
            put(chunk.flip(), sink);
        }
    }

    /** Puts out elements that were read already, little-endian. */
    public void put(ByteBuffer elements, StreamedTensor.Sink sink) throws IOException {
        float[] values = new float[elements.remaining() / entry.dtype().bytes()];
        decoder.decode(elements.duplicate().order(ByteOrder.LITTLE_ENDIAN), values, 0);
        HostTensor piece = HostTensor.of(values, values.length);
        requireFits(values);
        done += values.length;
        if (target == entry.dtype()) {
            sink.accept(elements);
            return;
        }
        TensorEncoder encoder = new TensorEncoder(piece, target);
        while (encoder.hasNext()) {
            sink.accept(encoder.next());
        }
    }

    private void requireFits(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new CorruptFile(
                        "Cannot convert {0}: element {1} of tensor {2} is {3}. Expected finite numbers. The file is damaged "
                                + "or its training failed; fetch the model again.",
                        file, done + i, entry.name(), values[i]);
            }
            if (target != entry.dtype() && !Float.isFinite(target.round(values[i]))) {
                throw new BadInput(
                        "Cannot convert {0}: element {1} of tensor {2} is {3}, which is too large for {4}. Expected at most "
                                + "65504. Choose another precision: bf16 holds it, float32 exactly.",
                        file, done + i, entry.name(), values[i], target);
            }
        }
    }
}
