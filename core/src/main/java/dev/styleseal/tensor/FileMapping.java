package dev.styleseal.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A file laid into memory, so that its numbers are tensors without being read first. Private: what is written to these
 * tensors never reaches the file. Used on the engine thread.
 *
 * <p>The memory stays until the mapping is closed and the last tensor over it is freed. As with every mapping, a program
 * that cuts the file short meanwhile ends this one (SIGBUS), where a read would only fail; Windows forbids such cuts. On
 * network drives and in file systems of user programs a lost connection does the same, so files there are not mapped.
 */
public final class FileMapping implements AutoCloseable {
    private static final List<String> REMOTE = List.of(
            "nfs", "cifs", "smb", "afs", "afp", "webdav", "9p", "fuse", "ncp", "ceph", "gluster", "lustre", "gpfs");

    private final Tensor bytes;

    private FileMapping(Tensor bytes) {
        this.bytes = bytes;
    }

    /**
     * Maps the first {@code length} bytes.
     *
     * @return nothing where the file is not on a drive of this machine, or the system refuses
     */
    public static Optional<FileMapping> open(Path file, long length) {
        if (length == 0 || !isLocal(file)) {
            return Optional.empty();
        }
        try (Scope scope = new Scope()) {
            Tensor bytes = torch.from_file(
                    file.toString(),
                    new BoolOptional(false),
                    new LongOptional(length),
                    new TensorOptions(ScalarType.Byte));
            return Optional.of(new FileMapping(Scope.own(bytes)));
        } catch (RuntimeException e) {
            return Optional.empty(); // too long for the file, or no address space: reading says what is wrong
        }
    }

    private static boolean isLocal(Path file) {
        try {
            String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
            return Files.isRegularFile(file)
                    && !file.toAbsolutePath().toString().startsWith("\\\\")
                    && REMOTE.stream().noneMatch(type::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The tensor whose first byte is at {@code offset}, in the scope open at the call; it shares the memory.
     *
     * @return nothing where that place does not suit the type, which must begin at a multiple of its size
     */
    public Optional<Tensor> tensor(long offset, ScalarType type, long... shape) {
        long size = torch.elementSize(type);
        long length = size;
        for (long side : shape) {
            length = Math.multiplyExact(length, side);
        }
        if (offset % size != 0 || length == 0 || offset + length > bytes.numel()) {
            return Optional.empty();
        }
        return Optional.of(bytes.narrow(0, offset, length).view(type).view(shape));
    }

    /** Lets go of the memory; tensors over it stay valid. */
    @Override
    public void close() {
        Scope.release(bytes);
    }
}
