package dev.styleseal.weights;

import dev.styleseal.error.CorruptFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of one component of a diffusers model, such as {@code unet} or {@code text_encoder}, whether they lie in one
 * file or in several. Threads and interrupts as for {@link TensorFile}.
 */
public final class WeightFolder implements AutoCloseable {
    private final List<TensorFile> files;
    private final Map<String, Located> tensors;

    /** A tensor and the file that holds it. */
    private record Located(TensorFile file, TensorEntry entry) {}

    private WeightFolder(List<TensorFile> files, Map<String, Located> tensors) {
        this.files = files;
        this.tensors = tensors;
    }

    /**
     * Opens the weights in {@code folder}: {@code diffusion_pytorch_model.safetensors} or {@code model.safetensors}, each
     * also sharded ({@code .safetensors.index.json}) or in half precision ({@code .fp16.safetensors}); else the same as
     * pickles, {@code diffusion_pytorch_model.bin} or {@code pytorch_model.bin}. The first that is there is taken, full
     * precision before half; {@link #files} says which.
     *
     * @throws dev.styleseal.error.BadInput when the folder or every such file is missing; the message lists what was
     *     looked for
     * @throws CorruptFile when a shard is missing, a tensor is in two shards, or the index and the shards disagree
     */
    public static WeightFolder open(Path folder) {
        WeightFiles found = WeightFiles.in(folder);
        List<TensorFile> files = new ArrayList<>();
        try {
            Map<String, Located> tensors = new LinkedHashMap<>();
            for (Path path : found.files()) {
                TensorFile file = TensorFile.open(path);
                files.add(file);
                file.entries().forEach((name, entry) -> put(tensors, file, entry));
            }
            found.compareWithIndex(files);
            return new WeightFolder(List.copyOf(files), tensors);
        } catch (RuntimeException e) {
            files.forEach(TensorFile::close);
            throw e;
        }
    }

    private static void put(Map<String, Located> tensors, TensorFile file, TensorEntry entry) {
        Located before = tensors.put(entry.name(), new Located(file, entry));
        if (before != null) {
            throw new CorruptFile(
                    "Cannot read {0}: tensor {1} is also in {2}. Expected every tensor in one shard. Fetch the model again.",
                    file.path(), entry.name(), before.file().path().getFileName());
        }
    }

    /** The files that are read. */
    public List<Path> files() {
        return files.stream().map(TensorFile::path).toList();
    }

    /** All tensors by name; offsets are within {@link #fileOf their file}. */
    public Map<String, TensorEntry> entries() {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        tensors.forEach((name, located) -> entries.put(name, located.entry()));
        return Collections.unmodifiableMap(entries);
    }

    /**
     * The file that holds a tensor.
     *
     * @throws CorruptFile when no file does
     */
    public TensorFile fileOf(String name) {
        return located(name).file();
    }

    /**
     * Fills {@code target} with all bytes of a tensor; its remaining bytes must be just as many.
     *
     * @throws CorruptFile when there is no tensor of that name
     */
    public void read(String name, ByteBuffer target) {
        Located located = located(name);
        located.file().read(located.entry(), target);
    }

    /**
     * A tensor as float32, as {@link TensorFile#floats} gives it.
     *
     * @throws CorruptFile when there is no tensor of that name
     */
    public HostTensor floats(String name) {
        return located(name).file().floats(name);
    }

    private Located located(String name) {
        Located located = tensors.get(name);
        if (located == null) {
            throw new CorruptFile(
                    "Cannot read {0}: there is no tensor {1} among its {2}. Use a model that holds it.",
                    files(), name, tensors.size());
        }
        return located;
    }

    /** Closes all files; a second call does nothing. */
    @Override
    public void close() {
        files.forEach(TensorFile::close);
    }
}
