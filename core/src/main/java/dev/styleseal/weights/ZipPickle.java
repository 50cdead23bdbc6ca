package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.weights.pickle.Unpickler;
import dev.styleseal.weights.pickle.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of torch.save since version 1.6: a zip of stored entries in one folder, {@code data.pkl} with the object and
 * {@code data/KEY} for each storage.
 */
final class ZipPickle {
    private static final String PICKLE = "/data.pkl";

    private final FileBytes file;
    private final PickleFaults faults;
    private final Map<String, ZipRecord> records;

    private ZipPickle(FileBytes file) {
        this.file = file;
        this.faults = new PickleFaults(file.path());
        this.records = ZipDirectory.read(file);
    }

    static PickleContent read(FileBytes file) {
        return new ZipPickle(file).read();
    }

    private PickleContent read() {
        ZipRecord pickle = pickle();
        String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
        requireOnly(folder);
        requireLittleEndian(folder);
        if (pickle.byteCount() > Unpickler.MOST_BYTES) {
            throw faults.damaged("its pickle has {0} bytes; {1} are allowed", pickle.byteCount(), Unpickler.MOST_BYTES);
        }
        Unpickler.Content content =
                Unpickler.read(file.path(), file.stream(pickle.offset(), pickle.byteCount()), pickle.byteCount());
        if (content.byteCount() != pickle.byteCount()) {
            throw faults.damaged("its pickle ends at byte {0} of {1}", content.byteCount(), pickle.byteCount());
        }
        Map<String, Storage> storages = new HashMap<>();
        for (Value.Reference reference : content.references()) {
            put(storages, folder, reference);
        }
        return new PickleContent(content.value(), storages);
    }

    private ZipRecord pickle() {
        List<ZipRecord> pickles = records.values().stream()
                .filter(record -> record.name().endsWith(PICKLE))
                .toList();
        if (pickles.isEmpty()) {
            throw new BadInput(
                    "Cannot read {0}: it is a zip without data.pkl, so no model that torch.save wrote. Expected .safetensors, .ckpt, .pt or .bin. Unpack it, or use another file.",
                    file.path());
        }
        return pickles.get(0);
    }

    /** One folder, and no program in it. */
    private void requireOnly(String folder) {
        for (String name : records.keySet()) {
            if (folder.contains("/") || !name.startsWith(folder + "/")) {
                throw faults.damaged("its entry {0} is not in one folder with data.pkl", name);
            }
        }
        if (records.containsKey(folder + "/constants.pkl")) {
            throw new ZipFaults(file.path()).program();
        }
    }

    /** Files from before torch 2.1 do not say; they are of machines like ours. */
    private void requireLittleEndian(String folder) {
        ZipRecord order = records.get(folder + "/byteorder");
        if (order != null
                && !new String(file.upTo(order.offset(), (int) Math.min(16, order.byteCount())), StandardCharsets.UTF_8)
                        .strip()
                        .equals("little")) {
            throw faults.bigEndian();
        }
    }

    private void put(Map<String, Storage> storages, String folder, Value.Reference reference) {
        StorageReference wanted = StorageReference.of(reference)
                .orElseThrow(() -> faults.damaged("it refers to something that is no storage of numbers"));
        ZipRecord record = records.get(folder + "/data/" + wanted.key());
        if (record == null) {
            throw faults.damaged("there is no entry for its storage {0}", wanted.key());
        }
        if (record.byteCount() != wanted.byteCount()) {
            throw faults.damaged(
                    "its storage {0} should have {1} bytes and has {2}",
                    wanted.key(), wanted.byteCount(), record.byteCount());
        }
        Storage storage = new Storage(wanted.dtype(), record.offset(), record.byteCount());
        Storage before = storages.put(wanted.key(), storage);
        if (before != null && !before.equals(storage)) {
            throw faults.damaged(
                    "its storage {0} holds both {1} and {2}", wanted.key(), before.dtype(), storage.dtype());
        }
    }
}
