package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a file of tensors without a base and without libtorch.
 *
 * @param file its path
 * @param kind what it is
 * @param bytes of all tensors
 * @param tensors how many there are
 * @param elements how many numbers, by how they are stored
 * @param metadata all texts of the header; of a pickle the texts and numbers beside its tensors
 * @param dataSha256 SHA-256 of the tensors' bytes, 64 hexadecimal digits
 * @param hashCheck whether the file's own {@code sshs_model_hash} says the same
 * @param unusable for an adapter: names of the tensors that cannot be used, by reason; empty for a seal
 * @param broken for a seal: layers whose values are not all numbers; it cannot be worn unless this is empty
 * @param seal the details of all other layers, when it is a seal and there are some
 */
public record FileInspection(
        Path file,
        FileKind kind,
        long bytes,
        int tensors,
        Map<DType, Long> elements,
        SortedMap<String, String> metadata,
        String dataSha256,
        HashCheck hashCheck,
        SortedMap<String, List<String>> unusable,
        List<BrokenLayer> broken,
        Optional<SealInspection> seal) {
    /** What the hash in the header is worth. */
    public enum HashCheck {
        /** The header names no hash. */
        ABSENT,
        /** The tensors are those that the maker wrote. */
        MATCHES,
        /** The tensors were changed after the header was written. */
        DIFFERS
    }

    public FileInspection {
        elements = Collections.unmodifiableMap(new TreeMap<>(elements));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        broken = List.copyOf(broken);
        unusable = Collections.unmodifiableSortedMap(new TreeMap<>(unusable));
    }

    /** Whether a folder is an adapter that {@link #of} can look into. */
    public static boolean isAdapterFolder(Path folder) {
        return new PeftFolder(folder).isAdapter();
    }

    /**
     * Looks into a file, or into a PEFT folder of one network. All of it is read once, twice for a seal.
     *
     * @throws BadInput when there is no such file, or several networks in the folder
     * @throws CorruptFile when it is damaged, or a seal whose layers are incomplete
     */
    public static FileInspection of(Path path) {
        Optional<PeftFolder> folder = PeftFolder.at(path);
        if (folder.isEmpty()) {
            try (TensorFile file = TensorFile.open(path)) {
                return of(path, file, SealContent.of(file));
            }
        }
        PeftFolder piece = folder.get().onlyPiece();
        try (TensorFile file = TensorFile.open(piece.weights())) {
            return of(path, file, piece.content(file));
        }
    }

    private static FileInspection of(Path path, TensorFile file, SealContent content) {
        FileKind kind = FileKind.of(file.entries().keySet(), content);
        Map<DType, Long> elements = new EnumMap<>(DType.class);
        long bytes = 0;
        for (TensorEntry entry : file.entries().values()) {
            elements.merge(entry.dtype(), entry.elements(), Long::sum);
            bytes += entry.byteLength();
        }
        String sha256 = file.dataSha256();
        ExaminedSeal seal =
                kind == FileKind.SEAL ? ExaminedSeal.of(path) : new ExaminedSeal(Optional.empty(), List.of());
        return new FileInspection(
                path,
                kind,
                bytes,
                file.entries().size(),
                elements,
                new TreeMap<>(file.metadata()),
                sha256,
                check(file.metadata().get("sshs_model_hash"), sha256),
                kind == FileKind.UNSUPPORTED_ADAPTER ? content.unusable() : new TreeMap<>(),
                seal.broken(),
                seal.seal().map(sound -> SealInspection.of(sound, content.format())));
    }

    private static HashCheck check(@Nullable String promised, String found) {
        if (promised == null) {
            return HashCheck.ABSENT;
        }
        return promised.equalsIgnoreCase(found) ? HashCheck.MATCHES : HashCheck.DIFFERS;
    }
}
