package dev.styleseal.weights;

import dev.styleseal.weights.pickle.Unpickler;
import dev.styleseal.weights.pickle.Value;
import dev.styleseal.weights.pickle.Value.Constant;
import dev.styleseal.weights.pickle.Value.Dict;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Text;
import dev.styleseal.weights.pickle.Value.Whole;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The format of torch.save before version 1.6: a magic number, a version, notes on the machine, the object and the keys of
 * its storages, each a pickle of its own; then every storage, its number of elements before it.
 */
final class LegacyPickle {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final BigInteger VERSION = BigInteger.valueOf(1001);

    private final FileBytes file;
    private final PickleFaults faults;
    private final long fileBytes;
    private final Map<String, StorageReference> wanted = new HashMap<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private long position = 0;

    private LegacyPickle(FileBytes file) {
        this.file = file;
        this.faults = new PickleFaults(file.path());
        this.fileBytes = file.count();
    }

    static PickleContent read(FileBytes file) {
        return new LegacyPickle(file).read();
    }

    private PickleContent read() {
        if (!(pickle().value() instanceof Whole magic) || !magic.value().equals(MAGIC)) {
            throw faults.damaged("it is a pickle without the mark of torch.save");
        }
        if (!(pickle().value() instanceof Whole version) || !version.value().equals(VERSION)) {
            throw faults.damaged("it is of another version than {0}", VERSION);
        }
        requireLittleEndian(pickle().value());
        Unpickler.Content content = pickle();
        content.references().forEach(this::want);
        if (!(pickle().value() instanceof Items keys)) {
            throw faults.damaged("the list of its storages is missing");
        }
        for (int i = 0; i < keys.count(); i++) {
            locate(keys.get(i));
        }
        if (storages.size() != wanted.size() || position != fileBytes) {
            throw faults.damaged(
                    "it holds {0} of {1} storages, which end at byte {2} of {3}",
                    storages.size(), wanted.size(), position, fileBytes);
        }
        return new PickleContent(content.value(), storages);
    }

    private Unpickler.Content pickle() {
        long left = fileBytes - position;
        Unpickler.Content content = Unpickler.read(file.path(), file.stream(position, left), left);
        position += content.byteCount();
        return content;
    }

    private void requireLittleEndian(Value machine) {
        if (!(machine instanceof Dict notes)) {
            throw faults.damaged("its notes on the machine are missing");
        }
        if (notes.entries().get("little_endian") != Constant.TRUE) {
            throw faults.bigEndian();
        }
    }

    private void want(Value.Reference reference) {
        StorageReference storage = StorageReference.of(reference)
                .orElseThrow(() -> faults.damaged("it refers to something that is no storage of numbers"));
        StorageReference before = wanted.put(storage.key(), storage);
        if (before != null && !before.equals(storage)) {
            throw faults.damaged("its storage {0} is said to be two things", storage.key());
        }
    }

    private void locate(Value key) {
        StorageReference storage = key instanceof Text text ? wanted.get(text.text()) : null;
        if (storage == null) {
            throw faults.damaged("it holds a storage that nothing refers to");
        }
        long elements = fileBytes - position < Long.BYTES ? -1 : count();
        long byteCount = storage.byteCount();
        if (elements != storage.elements() || byteCount > fileBytes - position) {
            throw faults.damaged(
                    "its storage {0} should have {1} elements and has {2}, with {3} bytes left in the file",
                    storage.key(), storage.elements(), Long.toUnsignedString(elements), fileBytes - position);
        }
        Storage before = storages.put(storage.key(), new Storage(storage.dtype(), position, byteCount));
        if (before != null) {
            throw faults.damaged("it holds its storage {0} twice", storage.key());
        }
        position += byteCount;
    }

    private long count() {
        ByteBuffer count = ByteBuffer.wrap(file.bytes(position, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        position += Long.BYTES;
        return count.getLong();
    }
}
