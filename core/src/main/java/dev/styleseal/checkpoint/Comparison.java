package dev.styleseal.checkpoint;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/** Compares what was written with what was read, tensor by tensor, through names and shapes of diffusers. */
final class Comparison {
    private final Path output;
    private final Meter meter;

    Comparison(Path output, Meter meter) {
        this.output = output;
        this.meter = meter;
    }

    /**
     * Requires that two components hold the same numbers, those of the input rounded as they were written.
     *
     * @throws CorruptFile when they do not
     */
    void require(Component component, Map<String, ModelTensor> read, Map<String, ModelTensor> written)
            throws IOException {
        if (!read.keySet().equals(written.keySet())) {
            throw different(component.folder());
        }
        for (Map.Entry<String, ModelTensor> tensor : read.entrySet()) {
            ModelTensor before = tensor.getValue();
            ModelTensor after = written.get(tensor.getKey());
            if (after == null
                    || !before.shape().equals(after.shape())
                    || !Arrays.equals(digest(before, after.dtype()), digest(after, after.dtype()))) {
                throw different(tensor.getKey());
            }
        }
    }

    private byte[] digest(ModelTensor tensor, DType dtype) throws IOException {
        MessageDigest digest = sha256();
        tensor.putTo(dtype, false, meter.counted(digest::update));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private CorruptFile different(String what) {
        return new CorruptFile(
                "Cannot write {0}: what the disk gave back is not what was written ({1}). Nothing was changed there. Check "
                        + "the disk, or choose another folder.",
                output, what);
    }
}
