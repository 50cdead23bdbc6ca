package dev.styleseal.weights;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file that torch.save wrote ({@code .ckpt}, {@code .pt}, {@code .bin}), in the zip format or the one before it, read as
 * data: nothing in it is ever run. Formats: {@code torch/serialization.py}.
 *
 * <p>The tensors are those of {@code state_dict} if there is one, else all. {@link #metadata} has the texts and numbers
 * beside them, {@code global_step} among them, and under {@code not read} the names of all else beside {@code
 * state_dict}.
 */
public final class PickleFile implements TensorFile {
    /** How often the bytes of the file may be named; tied weights name some twice. */
    private static final int MOST_ALIASES = 4;

    /** As safetensors' own implementation orders them. */
    private static final Comparator<TensorEntry> ORDER = Comparator.comparing(
                    TensorEntry::dtype, Comparator.reverseOrder())
            .thenComparing(TensorEntry::name, CodePoints.ORDER);

    private final FileBytes bytes;
    private final Map<String, TensorEntry> entries;
    private final Map<String, String> metadata;
    private final Map<String, GatheredTensor> gathered;

    private PickleFile(FileBytes bytes, StateDict state) {
        this.bytes = bytes;
        Map<String, TensorEntry> named = new LinkedHashMap<>();
        Map<String, GatheredTensor> scattered = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            named.put(name, tensor.entry());
            if (!tensor.isContiguous()) {
                scattered.put(name, new GatheredTensor(bytes, tensor));
            }
        });
        entries = Collections.unmodifiableMap(named);
        gathered = Map.copyOf(scattered);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(state.texts()));
    }

    /**
     * Opens the file and checks what it says of its tensors.
     *
     * @throws dev.styleseal.error.BadInput when there is no such file, it may not be read or is of a format that is not
     *     supported
     * @throws dev.styleseal.error.CorruptFile when it is damaged or hostile
     */
    public static PickleFile open(Path path) {
        FileBytes bytes = FileBytes.open(path);
        try {
            return of(bytes);
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    static PickleFile of(FileBytes bytes) {
        PickleFaults faults = new PickleFaults(bytes.path());
        boolean zip = FileFormat.of(bytes) == FileFormat.ZIP;
        StateDict state = StateDict.of(faults, zip ? ZipPickle.read(bytes) : LegacyPickle.read(bytes));
        requireFewAliases(
                faults,
                state.tensors().values().stream().map(StridedTensor::entry).toList(),
                bytes.count());
        return new PickleFile(bytes, state);
    }

    private static void requireFewAliases(PickleFaults faults, List<TensorEntry> entries, long fileBytes) {
        long most = fileBytes * MOST_ALIASES;
        long claimed = 0;
        for (TensorEntry entry : entries) {
            claimed += entry.byteLength();
            if (claimed > most) {
                throw faults.damaged(
                        "its {0} tensors claim more than {1} times the {2} bytes of the file",
                        entries.size(), MOST_ALIASES, fileBytes);
            }
        }
    }

    @Override
    public Path path() {
        return bytes.path();
    }

    /** All tensors by name, in the order of the pickle; cannot be changed. */
    @Override
    public Map<String, TensorEntry> entries() {
        return entries;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Not those that were saved transposed; they are put in order when they are read. */
    @Override
    public boolean inPlace(TensorEntry entry) {
        return !gathered.containsKey(entry.name());
    }

    @Override
    public void read(TensorEntry entry, long from, ByteBuffer target) {
        Objects.checkFromIndexSize(from, target.remaining(), entry.byteLength());
        GatheredTensor scattered = gathered.get(entry.name());
        if (scattered == null) {
            bytes.read(entry.offset() + from, target);
        } else {
            scattered.read(from, target);
        }
    }

    /** That of a safetensors file with the same tensors. */
    @Override
    public String dataSha256() {
        MessageDigest digest = Sha256.fresh();
        ByteBuffer chunk = ByteBuffer.allocate(FileBytes.CHUNK);
        entries.values().stream().sorted(ORDER).forEach(entry -> {
            for (long done = 0; done < entry.byteLength(); done += chunk.limit()) {
                chunk.clear().limit((int) Math.min(FileBytes.CHUNK, entry.byteLength() - done));
                read(entry, done, chunk);
                digest.update(chunk.flip());
            }
        });
        return Sha256.hex(digest);
    }

    @Override
    public void close() {
        bytes.close();
    }
}
