package dev.styleseal.weights;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that the tensors of a file lie side by side: no byte in two of them, no byte in none. */
final class Layout {
    private Layout() {}

    /** The tensors by name, in the order of their bytes. Every entry must lie within the data. */
    static Map<String, TensorEntry> inFileOrder(
            Path file, Collection<TensorEntry> entries, long dataOffset, long dataBytes) {
        List<TensorEntry> sorted = entries.stream()
                .sorted(Comparator.comparingLong(TensorEntry::offset)
                        .thenComparingLong(TensorEntry::byteLength)
                        .thenComparing(TensorEntry::name))
                .toList();
        Map<String, TensorEntry> ordered = new LinkedHashMap<>();
        Object before = Message.of("the header");
        long free = dataOffset;
        for (TensorEntry entry : sorted) {
            if (entry.offset() < free) {
                throw new CorruptFile(
                        "Cannot read {0}: tensor {1} begins at byte {2}, inside of tensor {3}, which ends at byte {4}. "
                                + "Expected tensors that do not overlap. Fetch or copy the file again.",
                        file, entry.name(), entry.offset(), before, free);
            }
            if (entry.offset() > free) {
                throw unused(file, free, entry.offset());
            }
            ordered.put(entry.name(), entry);
            before = entry.name();
            free = entry.offset() + entry.byteLength();
        }
        if (free < dataOffset + dataBytes) {
            throw unused(file, free, dataOffset + dataBytes);
        }
        return ordered;
    }

    private static CorruptFile unused(Path file, long from, long to) {
        return new CorruptFile(
                "Cannot read {0}: bytes {1} to {2} belong to no tensor. Expected tensors side by side and nothing behind "
                        + "the last. Fetch or copy the file again.",
                file, from, to);
    }
}
