package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.TensorEntry;
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
 * @param unusable names of all other tensors by what is known of them, such as "DoRA is not supported yet"
 * @param format the dialect of most usable names; kohya's when there are none
 */
record SealContent(
        SortedMap<String, Map<Part, TensorEntry>> layers, SortedMap<String, List<String>> unusable, SealFormat format) {
    private static final SealNames KOHYA = new KohyaNames();
    private static final SealNames DIFFUSERS = new DiffusersNames();

    static SealContent of(SafetensorsFile file) {
        SortedMap<String, Map<Part, TensorEntry>> layers = new TreeMap<>();
        SortedMap<String, List<String>> unusable = new TreeMap<>();
        int balance = 0;
        for (TensorEntry entry : file.entries().values()) {
            Optional<SealKey> kohya = KOHYA.parse(entry.name());
            Optional<SealKey> key = kohya.or(() -> DIFFUSERS.parse(entry.name()));
            if (key.isEmpty() || kernel(key.get(), entry)) {
                unusable.computeIfAbsent(Unusable.reason(entry), reason -> new ArrayList<>())
                        .add(entry.name());
                continue;
            }
            balance += kohya.isPresent() ? 1 : -1;
            put(file, layers, key.get(), entry);
        }
        return new SealContent(layers, unusable, balance < 0 ? SealFormat.DIFFUSERS : SealFormat.KOHYA);
    }

    private static boolean kernel(SealKey key, TensorEntry entry) {
        return key.part() != Part.ALPHA && Unusable.kernel(entry);
    }

    private static void put(
            SafetensorsFile file, Map<String, Map<Part, TensorEntry>> layers, SealKey key, TensorEntry entry) {
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
