package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a training has learnt: a small adapter to a Stable Diffusion base, which stays as it is. Immutable; may be shared
 * between threads.
 *
 * <pre>{@code
 * Seal seal = Seal.open(Path.of("sneakers.safetensors"));
 * seal.save(Path.of("for-diffusers.safetensors"), SealFormat.DIFFUSERS, DType.F32);
 * }</pre>
 */
public final class Seal {
    private final SortedMap<String, AdapterModule> modules;
    private final List<SealWord> words;
    private final SealMetadata metadata;
    private final SortedMap<String, List<String>> leftOut;

    private Seal(
            SortedMap<String, AdapterModule> modules,
            List<SealWord> words,
            SealMetadata metadata,
            SortedMap<String, List<String>> leftOut) {
        this.modules = modules;
        this.words = List.copyOf(words);
        this.metadata = metadata;
        this.leftOut = Collections.unmodifiableSortedMap(leftOut);
    }

    /**
     * A seal of these layers.
     *
     * @throws IllegalArgumentException when there are none, or two for one layer, or one that belongs to no network
     */
    public static Seal of(Collection<? extends AdapterModule> modules, SealMetadata metadata) {
        SortedMap<String, AdapterModule> byPath = new TreeMap<>();
        for (AdapterModule module : modules) {
            if (!DiffusersNames.isPath(module.path())) {
                throw new IllegalArgumentException(module.path() + " is no layer of a UNet or text encoder");
            }
            if (byPath.put(module.path(), module) != null) {
                throw new IllegalArgumentException("two modules for " + module.path());
            }
        }
        if (byPath.isEmpty()) {
            throw new IllegalArgumentException("a seal needs at least one module");
        }
        return new Seal(Collections.unmodifiableSortedMap(byPath), List.of(), metadata, new TreeMap<>());
    }

    /** Whether this is the path of a layer that a seal can change: a component and a name that layers of UNets or text encoders have. */
    public static boolean isLayer(String path) {
        return DiffusersNames.isPath(path);
    }

    /**
     * Reads a seal in any dialect: a file, a PEFT folder, or the {@code adapter_model.safetensors} in one. Nothing is
     * skipped: every tensor of the file is understood or named in the error.
     *
     * @throws BadInput when there is no such file, or it is no seal or of a kind that is not supported
     * @throws CorruptFile when the file is damaged, a layer is incomplete, or a value is NaN or infinite
     */
    public static Seal open(Path file) {
        return open(file, Leniency.STRICT);
    }

    /** As {@link #open(Path)}, but what cannot be used may be left out; {@link #leftOut} then names it. */
    public static Seal open(Path file, Leniency leniency) {
        Optional<PeftFolder> folder = PeftFolder.at(file);
        if (folder.isPresent()) {
            return folder.get().read(leniency);
        }
        try (TensorFile opened = TensorFile.open(file)) {
            return SealReader.read(opened, leniency);
        }
    }

    /** The layers by path, sorted; cannot be changed. */
    public SortedMap<String, AdapterModule> modules() {
        return modules;
    }

    /** Those of them that are plain LoRA or DoRA; cannot be changed. */
    public SortedMap<String, LoraModule> loras() {
        SortedMap<String, LoraModule> loras = new TreeMap<>();
        for (AdapterModule module : modules.values()) {
            if (module instanceof LoraModule lora) {
                loras.put(lora.path(), lora);
            }
        }
        return Collections.unmodifiableSortedMap(loras);
    }

    /** Words that were learnt with it; cannot be changed. */
    public List<SealWord> words() {
        return words;
    }

    /** Tensors of its file that were left out, by reason; empty unless it was opened leniently. Cannot be changed. */
    public SortedMap<String, List<String>> leftOut() {
        return leftOut;
    }

    /** What the file says about itself. */
    public SealMetadata metadata() {
        return metadata;
    }

    /** The line of models it was made for: by its metadata, else by its layers, if they tell. */
    public Optional<BaseFamily> family() {
        return metadata.family().or(() -> BaseFamily.ofLayers(modules.values()));
    }

    /** The same layers with other metadata. */
    public Seal with(SealMetadata other) {
        return new Seal(modules, words, other, leftOut);
    }

    /** The same layers with learnt words beside them. */
    public Seal withWords(List<SealWord> others) {
        return new Seal(modules, others, metadata, leftOut);
    }

    /**
     * The same with some layers only.
     *
     * @param wanted says of a path whether it stays; of one at least
     */
    public Seal only(Predicate<String> wanted) {
        return of(
                        modules.values().stream()
                                .filter(module -> wanted.test(module.path()))
                                .toList(),
                        metadata)
                .withWords(words)
                .withoutUse(leftOut);
    }

    /** The same, remembering what its file held besides. */
    Seal withoutUse(SortedMap<String, List<String>> unused) {
        return new Seal(modules, words, metadata, unused);
    }

    /** {@link #save(Path, SealFormat, DType)} as everybody reads it: kohya's names in half precision. */
    public void save(Path target) {
        save(target, SealFormat.KOHYA, DType.F16);
    }

    /**
     * Writes the seal, whole or not at all, replacing what stands there. Before that the new file is opened again and must
     * give back the same layers, rounded to {@code precision}. Ranks, alphas and hashes in the metadata are brought up
     * to date.
     *
     * @param precision of the matrices: F32, F16 or BF16; alpha is always F32
     * @throws BadInput when a value is NaN, infinite or too large for {@code precision}, the format cannot hold the seal,
     *     or the file cannot be written
     */
    public void save(Path target, SealFormat format, DType precision) {
        new SealWriter(this, format, precision).write(target);
    }
}
