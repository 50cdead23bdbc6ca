package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.SealException;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.io.Reason;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who can read an adapter file, and what becomes of it in each dialect.
 *
 * @param fault why it cannot be used as a seal here; nothing if it can, whole
 * @param dialects for a seal: why it cannot be written in a dialect and read back with the same layers; nothing if it was
 * @param verdicts one for each program
 */
public record Verification(
        Optional<Message> fault, Map<SealFormat, Optional<Message>> dialects, List<Verdict> verdicts) {
    public Verification {
        dialects = new EnumMap<>(dialects);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * What one program makes of the file.
     *
     * @param reader the program
     * @param objections names of the tensors that it does not read, or not as they are meant, by reason
     * @param tensors how many the file has
     */
    public record Verdict(AdapterReader reader, SortedMap<String, List<String>> objections, int tensors) {
        public Verdict {
            objections = Collections.unmodifiableSortedMap(new TreeMap<>(objections));
        }

        /** Whether it reads all. */
        public boolean readsAll() {
            return objections.isEmpty();
        }

        /** Whether it reads nothing, since it refuses the file or knows none of its tensors. */
        public boolean refused() {
            int count = objections.values().stream().mapToInt(List::size).sum();
            boolean unknown = objections.keySet().stream().anyMatch(reason -> !reason.equals(AdapterReader.OTHERWISE));
            return (reader.strict() && unknown) || (count > 0 && count == tensors);
        }
    }

    /**
     * Tries an adapter file, or a PEFT folder of one network: reads it, writes it in each dialect to a folder for temporary
     * files, reads that back, and holds its names against the rules of other programs.
     *
     * @throws BadInput when there is no such file, or nothing can be written to the folder for temporary files
     */
    public static Verification of(Path path) {
        Path weights = PeftFolder.at(path)
                .map(folder -> folder.onlyPiece().path().resolve(PeftFolder.WEIGHTS))
                .orElse(path);
        Optional<Message> fault = Optional.empty();
        Map<SealFormat, Optional<Message>> dialects = new EnumMap<>(SealFormat.class);
        Optional<Seal> seal = Optional.empty();
        try {
            seal = Optional.of(Seal.open(path, Leniency.STRICT));
            dialects = dialects(seal.get());
        } catch (SealException e) {
            fault = Optional.of(e.message());
        }
        try (TensorFile file = TensorFile.open(weights)) {
            return new Verification(fault, dialects, verdicts(file, seal));
        }
    }

    private static Map<SealFormat, Optional<Message>> dialects(Seal seal) {
        Map<SealFormat, Optional<Message>> dialects = new EnumMap<>(SealFormat.class);
        try {
            Path folder = Files.createTempDirectory("styleseal-verify");
            try {
                for (SealFormat format : SealFormat.values()) {
                    dialects.put(format, written(seal, format, folder.resolve("seal" + format.ending())));
                }
            } finally {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write to the folder for temporary files: {0}. Expected one with free space. Free some, or name another with the variable JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR.",
                    Reason.of(e));
        }
        return dialects;
    }

    private static Optional<Message> written(Seal seal, SealFormat format, Path target) throws IOException {
        try {
            seal.save(target, format, DType.F32);
            return Optional.empty();
        } catch (SealException e) {
            return Optional.of(e.message());
        } finally {
            SealFiles.of(target).delete();
        }
    }

    /** What each program makes of the names. */
    static List<Verdict> verdicts(TensorFile file, Optional<Seal> seal) {
        boolean header = file.metadata().containsKey(AdapterConfig.KEY);
        Set<String> otherAlphas = header && seal.isPresent() ? otherAlphas(file, seal.get()) : Set.of();
        boolean sdxl = seal.flatMap(Seal::family).equals(Optional.of(BaseFamily.SDXL));
        AdapterReader.Situation situation = new AdapterReader.Situation(sdxl, header, besideLora(file), otherAlphas);
        List<Verdict> verdicts = new ArrayList<>();
        for (AdapterReader reader : AdapterReader.values()) {
            SortedMap<String, List<String>> objections = new TreeMap<>();
            for (String name : new TreeSet<>(file.entries().keySet())) {
                reader.objection(AdapterName.of(name), situation)
                        .ifPresent(reason -> objections
                                .computeIfAbsent(reason, each -> new ArrayList<>())
                                .add(name));
            }
            verdicts.add(new Verdict(reader, objections, file.entries().size()));
        }
        return verdicts;
    }

    private static Set<String> besideLora(TensorFile file) {
        return SealContent.of(file).layers().values().stream()
                .filter(parts -> parts.containsKey(Part.DOWN) && parts.containsKey(Part.DIFF_B))
                .flatMap(parts -> Optional.ofNullable(parts.get(Part.DIFF_B)).stream())
                .map(TensorEntry::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> otherAlphas(TensorFile file, Seal seal) {
        Set<String> names = new TreeSet<>();
        SealContent.of(file).layers().forEach((path, parts) -> {
            AdapterModule module = seal.modules().get(path);
            TensorEntry down = parts.get(Part.DOWN);
            if (module != null
                    && down != null
                    && !parts.containsKey(Part.ALPHA)
                    && module.numerator().orElse(0) != module.innerRank().orElse(0)) {
                names.add(down.name());
            }
        });
        return names;
    }
}
