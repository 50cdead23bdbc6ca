package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;

/** A safetensors file: its header says where each tensor lies, and all of them lie there in place. */
public final class SafetensorsFile implements TensorFile {
    private final FileBytes bytes;
    private final Header header;

    private SafetensorsFile(FileBytes bytes, Header header) {
        this.bytes = bytes;
        this.header = header;
    }

    /**
     * Opens the file and checks its header.
     *
     * @throws BadInput when there is no such file or it may not be read
     * @throws CorruptFile when the header is not what it must be
     */
    public static SafetensorsFile open(Path path) {
        FileBytes bytes = FileBytes.open(path);
        try {
            return of(bytes);
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    static SafetensorsFile of(FileBytes bytes) {
        return new SafetensorsFile(bytes, HeaderReader.read(bytes));
    }

    @Override
    public Path path() {
        return bytes.path();
    }

    /** All tensors by name, in the order of their bytes; cannot be changed. */
    @Override
    public Map<String, TensorEntry> entries() {
        return header.entries();
    }

    /** The texts of {@code __metadata__}, in the order of the header; cannot be changed. */
    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public boolean inPlace(TensorEntry entry) {
        return true;
    }

    @Override
    public void read(TensorEntry entry, long from, ByteBuffer target) {
        Objects.checkFromIndexSize(from, target.remaining(), entry.byteLength());
        bytes.read(entry.offset() + from, target);
    }

    @Override
    public String dataSha256() {
        MessageDigest digest = Sha256.fresh();
        bytes.digest(digest, header.dataOffset(), header.dataBytes());
        return Sha256.hex(digest);
    }

    @Override
    public void close() {
        bytes.close();
    }
}
