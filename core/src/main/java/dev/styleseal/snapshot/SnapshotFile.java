package dev.styleseal.snapshot;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One snapshot on the disk: a safetensors file whose metadata holds step, facts and a checksum over all of it.
 *
 * <p>It is written under another name, synced, read back and moved, so a killed process or a power cut leaves the file
 * whole or not there; the checksum is for disks that forget.
 */
final class SnapshotFile {
    /** Changes whenever an older program could not go on from the file, or this one not from an older file. */
    static final String VERSION = "1";

    private static final String VERSION_KEY = "styleseal_snapshot";
    private static final String STEP_KEY = "step";
    private static final String CHECK_KEY = "sha256";
    private static final String FACT = "fact.";

    private SnapshotFile() {}

    /**
     * Writes the file, replacing what stands there.
     *
     * @throws BadInput if it cannot be written, or a tensor is not finite
     */
    static void write(Path file, Snapshot snapshot) {
        SafetensorsWriter writer = SafetensorsWriter.of(snapshot.tensors(), name -> DType.F32);
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(VERSION_KEY, VERSION);
        metadata.put(STEP_KEY, String.valueOf(snapshot.step()));
        snapshot.facts().forEach((key, text) -> metadata.put(FACT + key, text));
        metadata.put(CHECK_KEY, checksum(metadata, writer.dataSha256()));
        writer.write(file, metadata);
    }

    private static String checksum(Map<String, String> metadata, String data) {
        SortedMap<String, String> checked = new TreeMap<>(metadata);
        checked.remove(CHECK_KEY);
        return Sha256.of(checked + data);
    }

    /**
     * Reads a snapshot and proves its checksum.
     *
     * @throws CorruptFile if it is damaged
     * @throws BadInput if another version of the program wrote it, or it cannot be read
     */
    static Snapshot read(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Map<String, String> metadata = file.metadata();
            String version = metadata.get(VERSION_KEY);
            if (version != null && !version.equals(VERSION)) {
                throw new BadInput(
                        "Cannot go on from {0}: it is a snapshot of version {1}. Expected version {2}. Go on with the version of the program that wrote it.",
                        path, version, VERSION);
            }
            if (!checksum(metadata, file.dataSha256()).equals(metadata.get(CHECK_KEY))) {
                throw new CorruptFile(
                        "Cannot go on from {0}: its content is not what was written. Check the disk.", path);
            }
            return new Snapshot(step(metadata), tensors(file), facts(metadata));
        }
    }

    private static int step(Map<String, String> metadata) {
        return Integer.parseInt(metadata.getOrDefault(STEP_KEY, "")); // proven by the checksum
    }

    private static Map<String, HostTensor> tensors(SafetensorsFile file) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        return tensors;
    }

    private static SortedMap<String, String> facts(Map<String, String> metadata) {
        SortedMap<String, String> facts = new TreeMap<>();
        metadata.forEach((key, text) -> {
            if (key.startsWith(FACT)) {
                facts.put(key.substring(FACT.length()), text);
            }
        });
        return facts;
    }
}
