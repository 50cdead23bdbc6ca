package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.Leniency;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a file, sorted into what can be used as a seal and what cannot.
 *
 * @param layers names of tensors by path of the layer and part
 * @param words tensors of learnt words by word and number of the text encoder
 * @param unusable names of all other tensors by what is known of them, such as "GLoRA is not supported"
 * @param leftOut names of those that nobody insists on, likewise
 * @param format the dialect of most usable names; the first one when there are none
 */
record SealContent(
        SortedMap<String, Map<Part, TensorEntry>> layers,
        SortedMap<String, Map<Integer, TensorEntry>> words,
        SortedMap<String, List<String>> unusable,
        SortedMap<String, List<String>> leftOut,
        SealFormat format) {
    private static final String REMAINS = "belongs to a layer that cannot be used";

    /** One dialect and what its names mean. */
    private record Dialect(SealFormat format, SealNames names) {}

    /** The content of a file that stands for itself, in whichever dialect. */
    static SealContent of(TensorFile file) {
        return of(
                file,
                List.of(
                        new Dialect(
                                SealFormat.KOHYA,
                                KohyaNames.reading(file.entries().keySet())),
                        new Dialect(SealFormat.DIFFUSERS, new DiffusersNames())));
    }

    /** The content of a PEFT folder's file. */
    static SealContent of(TensorFile file, PeftNames names) {
        return of(file, List.of(new Dialect(SealFormat.PEFT, names)));
    }

    private static SealContent of(TensorFile file, List<Dialect> dialects) {
        SortedMap<String, Map<Part, TensorEntry>> layers = new TreeMap<>();
        SortedMap<String, Map<Integer, TensorEntry>> words = new TreeMap<>();
        SortedMap<String, List<String>> unusable = new TreeMap<>();
        Map<SealFormat, Integer> counts = new EnumMap<>(SealFormat.class);
        for (TensorEntry entry : file.entries().values()) {
            String name = entry.name();
            Optional<Dialect> dialect = dialects.stream()
                    .filter(each -> each.names.parse(name).isPresent())
                    .findFirst();
            Optional<BundledWords.Key> word = BundledWords.parse(name);
            if (dialect.isPresent()) {
                SealKey key = dialect.get().names.parse(name).orElseThrow();
                put(file, layers.computeIfAbsent(key.path(), path -> new EnumMap<>(Part.class)), key.part(), entry);
                counts.merge(dialect.get().format, 1, Integer::sum);
            } else if (word.isPresent()) {
                put(
                        file,
                        words.computeIfAbsent(word.get().word(), each -> new TreeMap<>()),
                        word.get().encoder(),
                        entry);
            } else {
                unusable.computeIfAbsent(Unusable.reason(entry), reason -> new ArrayList<>())
                        .add(name);
            }
        }
        return new SealContent(layers, words, unusable, new TreeMap<>(), commonest(counts, dialects));
    }

    /** What remains to be used if the rest may be left out: layers of which there is more than alpha or lengths. */
    SealContent without(Leniency leniency) {
        if (leniency == Leniency.STRICT || unusable.isEmpty()) {
            return this;
        }
        SortedMap<String, Map<Part, TensorEntry>> whole = new TreeMap<>();
        SortedMap<String, List<String>> gone = new TreeMap<>(unusable);
        layers.forEach((path, parts) -> {
            if (parts.keySet().stream().anyMatch(part -> part.kind().isPresent())) {
                whole.put(path, parts);
            } else {
                List<String> names = gone.computeIfAbsent(REMAINS, reason -> new ArrayList<>());
                parts.values().forEach(entry -> names.add(entry.name()));
            }
        });
        // A file of which nothing is left is none that anybody meant.
        return whole.isEmpty() ? this : new SealContent(whole, words, new TreeMap<>(), gone, format);
    }

    /** @throws dev.styleseal.error.BadInput if it is no seal, or holds more than one */
    void requireUsable(Path file) {
        if (layers.isEmpty() || !unusable.isEmpty()) {
            throw Unusable.error(file, this);
        }
    }

    private static SealFormat commonest(Map<SealFormat, Integer> counts, List<Dialect> dialects) {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(dialects.get(0).format);
    }

    private static <K> void put(TensorFile file, Map<K, TensorEntry> tensors, K key, TensorEntry entry) {
        TensorEntry before = tensors.put(key, entry);
        if (before != null) {
            throw new CorruptFile(
                    "Cannot read {0}: {1} and {2} are two names for the same tensor. Expected it once. Do not use the "
                            + "file: programs would disagree about what it holds.",
                    file.path(), before.name(), entry.name());
        }
    }
}
