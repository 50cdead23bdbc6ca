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
    /**
     * Changes whenever an older program could not go on from the file, or this one not from an older file. The checksum is
     * made in the same way in every version: it tells another version from a damaged number.
     */
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
        metadata.put(CHECK_KEY, checksum(metadata, shapes(snapshot.tensors()), writer.dataSha256()));
        writer.write(file, metadata);
    }

    private static String checksum(Map<String, String> metadata, String shapes, String data) {
        SortedMap<String, String> checked = new TreeMap<>(metadata);
        checked.remove(CHECK_KEY);
        return Sha256.of(checked + shapes + data);
    }

    private static String shapes(Map<String, HostTensor> tensors) {
        SortedMap<String, String> shapes = new TreeMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, String.valueOf(tensor.shape())));
        return String.valueOf(shapes);
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
            Map<String, HostTensor> tensors = tensors(path, file);
            if (!checksum(metadata, shapes(tensors), file.dataSha256()).equals(metadata.get(CHECK_KEY))) {
                throw damaged(path);
            }
            String version = metadata.getOrDefault(VERSION_KEY, "");
            if (!version.equals(VERSION)) {
                throw new BadInput(
                        "Cannot go on from {0}: it is a snapshot of version {1}. Expected version {2}. Go on with the version of the program that wrote it.",
                        path, version, VERSION);
            }
            return new Snapshot(step(metadata), tensors, facts(metadata));
        }
    }

    private static int step(Map<String, String> metadata) {
        return Integer.parseInt(metadata.getOrDefault(STEP_KEY, "")); // proven by the checksum
    }

    private static CorruptFile damaged(Path path) {
        return new CorruptFile("Cannot go on from {0}: its content is not what was written. Check the disk.", path);
    }

    private static Map<String, HostTensor> tensors(Path path, SafetensorsFile file) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        file.entries().forEach((name, entry) -> {
            if (entry.dtype() != DType.F32) {
                throw damaged(path);
            }
            tensors.put(name, file.floats(name));
        });
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
