package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Tensors that are to become a safetensors file, in the same bytes as the reference implementation would write them
 * (largest element type first, then by name; header padded with spaces to a multiple of 8 bytes).
 *
 * <p>Everything that cannot be written is refused when the writer is made, before a file is touched. Immutable; may be
 * shared between threads as far as its tensors may.
 */
public final class SafetensorsWriter {
    /** Where kohya's old short hash looks, and how far ({@code addnet_hash_legacy}). */
    private static final long LEGACY_FROM = 0x100000;

    private static final long LEGACY_TO = LEGACY_FROM + 0x10000;

    private final List<Planned> tensors; // in file order

    /** A tensor and its place, counted from the start of the data. */
    private record Planned(TensorEntry entry, StreamedTensor.Content content) {}

    private SafetensorsWriter(List<Planned> tensors) {
        this.tensors = tensors;
    }

    /**
     * Plans the file.
     *
     * @param type F32, F16 or BF16 for the name of each tensor
     * @throws BadInput when a value is NaN, infinite or too large for its type; the message names the tensor
     */
    public static SafetensorsWriter of(Map<String, HostTensor> tensors, Function<String, DType> type) {
        List<StreamedTensor> streamed = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            DType dtype = type.apply(name);
            TensorEncoder.check(name, tensor, dtype);
            streamed.add(new StreamedTensor(name, dtype, tensor.shape(), sink -> encode(tensor, dtype, sink)));
        });
        return streamed(streamed);
    }

    private static void encode(HostTensor tensor, DType dtype, StreamedTensor.Sink sink) throws IOException {
        TensorEncoder encoder = new TensorEncoder(tensor, dtype);
        while (encoder.hasNext()) {
            sink.accept(encoder.next());
        }
    }

    /**
     * Plans a file of tensors whose numbers come while it is written; what cannot be written is refused then, and nothing
     * is left behind.
     *
     * @param tensors each name once
     */
    public static SafetensorsWriter streamed(Collection<StreamedTensor> tensors) {
        List<StreamedTensor> sorted = new ArrayList<>(tensors);
        Comparator<StreamedTensor> largestTypeFirst =
                Comparator.comparing(StreamedTensor::dtype, Comparator.reverseOrder());
        sorted.sort(largestTypeFirst.thenComparing(StreamedTensor::name, CodePoints.ORDER));
        List<Planned> planned = new ArrayList<>();
        long offset = 0;
        for (StreamedTensor tensor : sorted) {
            long bytes = tensor.byteLength();
            planned.add(new Planned(
                    new TensorEntry(tensor.name(), tensor.dtype(), tensor.shape(), offset, bytes), tensor.content()));
            offset += bytes;
        }
        return new SafetensorsWriter(List.copyOf(planned));
    }

    /** SHA-256 of the bytes behind the header, in 64 hexadecimal digits; what others call {@code sshs_model_hash}. */
    public String dataSha256() {
        MessageDigest digest = Sha256.fresh();
        digestData(digest::update);
        return Sha256.hex(digest);
    }

    /**
     * The 8-digit hash that old tools show: SHA-256 of 64 KiB at 1 MiB of the file with this metadata, shortened
     * (kohya-ss/sd-scripts, {@code library/train_util.py}, {@code addnet_hash_legacy}). Files below 1 MiB all have that
     * of nothing, e3b0c442.
     */
    public String legacyHash(SortedMap<String, String> metadata) {
        MessageDigest digest = Sha256.fresh();
        StreamedTensor.Sink window = new StreamedTensor.Sink() {
            private long position = 0;

            @Override
            public void accept(ByteBuffer bytes) {
                long from = Math.max(position, LEGACY_FROM);
                long to = Math.min(position + bytes.remaining(), LEGACY_TO);
                if (from < to) {
                    digest.update(bytes.slice((int) (from - position) + bytes.position(), (int) (to - from)));
                }
                position += bytes.remaining();
            }
        };
        try {
            window.accept(HeaderWriter.header(entries(), metadata));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digestData(window);
        return Sha256.hex(digest).substring(0, 8);
    }

    private List<TensorEntry> entries() {
        return tensors.stream().map(Planned::entry).toList();
    }

    private void digestData(StreamedTensor.Sink sink) {
        try {
            putData(sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putData(StreamedTensor.Sink sink) throws IOException {
        for (Planned planned : tensors) {
            planned.content().putTo(sink);
        }
    }

    /** {@link #write(Path, SortedMap, AtomicFile.Check)} without a check of the caller's. */
    public void write(Path target, SortedMap<String, String> metadata) {
        write(target, metadata, written -> {});
    }

    /**
     * Writes the file whole or not at all; it is read again before it takes the place of {@code target}.
     *
     * @param metadata texts for {@code __metadata__}, written in this order; none leaves it out
     * @param check looks at the file as well before it takes its place
     * @throws BadInput when the folder is not there or may not be written, or the disk is full
     * @throws CorruptFile when the disk does not give back what was written
     */
    public void write(Path target, SortedMap<String, String> metadata, AtomicFile.Check check) {
        MessageDigest digest = Sha256.fresh();
        AtomicFile.Body body = channel -> {
            putFully(channel, HeaderWriter.header(entries(), metadata));
            putData(bytes -> {
                digest.update(bytes.duplicate());
                putFully(channel, bytes);
            });
        };
        AtomicFile.write(target, body, written -> {
            compare(target, written, metadata, Sha256.hex(digest));
            check.verify(written);
        });
    }

    private static void putFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void compare(Path target, Path written, Map<String, String> metadata, String sha256) {
        try (SafetensorsFile file = SafetensorsFile.open(written)) {
            boolean same = shapes(file.entries().values()).equals(shapes(entries()))
                    && file.metadata().equals(metadata)
                    && file.dataSha256().equals(sha256);
            if (!same) {
                throw new CorruptFile(
                        "Cannot write {0}: what the disk gave back is not what was written. Nothing was changed there. "
                                + "Check the disk, or choose another folder.",
                        target);
            }
        }
    }

    private static List<String> shapes(Collection<TensorEntry> entries) {
        return entries.stream()
                .map(entry -> entry.name() + entry.dtype() + entry.shape())
                .toList();
    }
}
