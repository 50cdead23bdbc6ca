package dev.styleseal.model;

import dev.styleseal.checkpoint.Piece;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.Reason;
import dev.styleseal.tensor.FileMapping;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Stored tensors to where networks compute, one at a time. A tensor that is in the file just as it is wanted is that place
 * of the mapped file; whatever else is a copy.
 */
final class TensorReader implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 30;

    private final Placement placement;
    private final Map<Path, Optional<FileMapping>> mappings = new HashMap<>();

    TensorReader(Placement placement) {
        this.placement = placement;
    }

    /**
     * Matrices in the precision of the placement, vectors in float32; the caller's to release.
     *
     * @throws CorruptFile if it is of an unknown type, or holds a value that is not finite
     */
    Tensor read(Piece piece, TensorFile file) {
        try (Scope scope = new Scope()) {
            ScalarType type = scalarType(piece, file);
            long[] lying = piece.transposed() ? turned(piece.sizes()) : piece.sizes();
            Tensor stored = mapped(piece, file, type, lying).orElseGet(() -> copied(piece, file, type, lying));
            if (piece.transposed()) {
                stored = stored.t().contiguous();
            }
            boolean isMatrix = lying.length > 1;
            Tensor tensor = isMatrix ? placement.enterToStay(stored) : placement.enter(stored.to(ScalarType.Float));
            if (!Tensors.allFinite(tensor)) {
                throw notFinite(piece, file, stored);
            }
            return Scope.own(tensor);
        }
    }

    private CorruptFile notFinite(Piece piece, TensorFile file, Tensor stored) {
        if (Tensors.allFinite(stored)) {
            return new CorruptFile(
                    "Tensor {0} in {1} holds a number that is too large for {2}. Expected at most 65504. Use --precision bf16 or float32.",
                    piece.entry().name(), file.path(), placement.precision().label());
        }
        return new CorruptFile(
                "Tensor {0} in {1} holds NaN or an infinity. Expected finite numbers. The file is damaged or its training failed; fetch the model again.",
                piece.entry().name(), file.path());
    }

    private static long[] turned(long[] sizes) {
        return new long[] {sizes[1], sizes[0]};
    }

    private Optional<Tensor> mapped(Piece piece, TensorFile file, ScalarType type, long[] shape) {
        if (!file.inPlace(piece.entry())) {
            return Optional.empty();
        }
        return mappings.computeIfAbsent(file.path(), TensorReader::map)
                .flatMap(mapping -> mapping.tensor(piece.entry().offset() + piece.byteOffset(), type, shape));
    }

    private static Optional<FileMapping> map(Path file) {
        try {
            return FileMapping.open(file, Files.size(file));
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read {0}: {1}. Expected a file that you may read. Check its rights and the disk.",
                    file,
                    Reason.of(e));
        }
    }

    private static Tensor copied(Piece piece, TensorFile file, ScalarType type, long[] shape) {
        Tensor stored = torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional());
        for (long done = 0; done < piece.byteLength(); done += CHUNK_BYTES) {
            long count = Math.min(CHUNK_BYTES, piece.byteLength() - done);
            file.read(
                    piece.entry(),
                    piece.byteOffset() + done,
                    new BytePointer(stored.data_ptr())
                            .position(done)
                            .capacity(done + count)
                            .asByteBuffer());
        }
        return stored;
    }

    private static ScalarType scalarType(Piece piece, TensorFile file) {
        DType dtype = piece.entry().dtype();
        return switch (dtype) {
            case F32 -> ScalarType.Float;
            case F16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
            case F64 -> ScalarType.Double;
            default ->
                throw new CorruptFile(
                        "Tensor {0} in {1} is of type {2}. Expected F32, F16, BF16 or F64. Use a model in one of these.",
                        piece.entry().name(), file.path(), dtype);
        };
    }

    /** Lets go of the mappings; tensors that lie in them stay. */
    @Override
    public void close() {
        mappings.values().forEach(mapping -> mapping.ifPresent(FileMapping::close));
    }
}
