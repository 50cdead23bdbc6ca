package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
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
 * @param unusable names of all other tensors by what is known of them, such as "LoHa is not supported yet"
 * @param format the dialect of most usable names; the first one when there are none
 */
record SealContent(
        SortedMap<String, Map<Part, TensorEntry>> layers, SortedMap<String, List<String>> unusable, SealFormat format) {

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
        SortedMap<String, List<String>> unusable = new TreeMap<>();
        Map<SealFormat, Integer> counts = new EnumMap<>(SealFormat.class);
        for (TensorEntry entry : file.entries().values()) {
            boolean known = false;
            for (Dialect dialect : dialects) {
                Optional<SealKey> key = dialect.names.parse(entry.name());
                if (key.isPresent() && !known) {
                    put(file, layers, key.get(), entry);
                    counts.merge(dialect.format, 1, Integer::sum);
                    known = true;
                }
            }
            if (!known) {
                unusable.computeIfAbsent(Unusable.reason(entry), reason -> new ArrayList<>())
                        .add(entry.name());
            }
        }
        return new SealContent(layers, unusable, commonest(counts, dialects));
    }

    private static SealFormat commonest(Map<SealFormat, Integer> counts, List<Dialect> dialects) {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(dialects.get(0).format);
    }

    private static void put(
            TensorFile file, Map<String, Map<Part, TensorEntry>> layers, SealKey key, TensorEntry entry) {
        TensorEntry before = layers.computeIfAbsent(key.path(), path -> new EnumMap<>(Part.class))
                .put(key.part(), entry);
        if (before != null) {
            throw new CorruptFile(
                    "Cannot read {0}: {1} and {2} are two names for the same tensor. Expected it once. Do not use the "
                            + "file: programs would disagree about what it holds.",
                    file.path(), before.name(), entry.name());
        }
    }
}
