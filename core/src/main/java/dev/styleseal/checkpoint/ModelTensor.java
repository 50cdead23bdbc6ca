package dev.styleseal.checkpoint;

import dev.styleseal.weights.DType;
import dev.styleseal.weights.Recoding;
import dev.styleseal.weights.StreamedTensor;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A tensor of diffusers' name in an open file.
 *
 * @param file the file
 * @param piece where it is there
 * @param change what becomes of its values, in the order of diffusers
 */
record ModelTensor(TensorFile file, Piece piece, Optional<UnaryOperator<float[]>> change) {
    ModelTensor(TensorFile file, Piece piece) {
        this(file, piece, Optional.empty());
    }

    /** The same tensor with other values. */
    ModelTensor with(UnaryOperator<float[]> other) {
        return new ModelTensor(file, piece, Optional.of(other));
    }

    /** A tensor that stands in its file as it is in diffusers. */
    static ModelTensor whole(TensorFile file, String name, String stored) {
        return new ModelTensor(
                file, new Piece(name, file.entry(stored), 0, file.entry(stored).shape(), false));
    }

    static Shapes shapes(Path path, Map<String, ModelTensor> tensors) {
        SortedMap<String, List<Long>> sizes = new TreeMap<>();
        tensors.forEach((name, tensor) -> sizes.put(name, tensor.shape()));
        return new Shapes(path, sizes);
    }

    List<Long> shape() {
        return piece.shape();
    }

    DType dtype() {
        return piece.entry().dtype();
    }

    /** Gives its elements in another type, rows and columns exchanged if {@code transposed}. */
    void putTo(DType target, boolean transposed, StreamedTensor.Sink sink) throws IOException {
        if (change.isPresent()) {
            if (transposed) {
                throw new IllegalArgumentException(piece.name() + " is turned and cannot change");
            }
            putChanged(change.get(), target, sink);
            return;
        }
        Recoding recoding = new Recoding(file.path(), piece.entry(), target);
        if (transposed == piece.transposed()) {
            recoding.put(file, piece.byteOffset(), piece.byteLength(), sink);
        } else {
            recoding.put(exchanged(), sink);
        }
    }

    private void putChanged(UnaryOperator<float[]> other, DType target, StreamedTensor.Sink sink) throws IOException {
        int elements = Math.toIntExact(piece.byteLength() / dtype().bytes());
        ByteBuffer stored =
                ByteBuffer.allocate(Math.multiplyExact(elements, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        new ModelTensor(file, piece).putTo(DType.F32, false, stored::put);
        float[] values = new float[elements];
        stored.flip().asFloatBuffer().get(values);
        stored.clear().asFloatBuffer().put(other.apply(values));
        TensorEntry entry = new TensorEntry(piece.name(), DType.F32, piece.shape(), 0, stored.capacity());
        new Recoding(file.path(), entry, target).put(stored, sink);
    }

    /** A matrix read whole: only text projections are turned, and those are small. */
    private ByteBuffer exchanged() {
        int rows = Math.toIntExact(piece.entry().shape().get(0));
        int columns = Math.toIntExact(piece.entry().shape().get(1));
        int bytes = dtype().bytes();
        ByteBuffer stored = ByteBuffer.allocate(Math.toIntExact(piece.byteLength()));
        file.read(piece.entry(), stored);
        byte[] from = stored.array();
        byte[] to = new byte[from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                System.arraycopy(from, (row * columns + column) * bytes, to, (column * rows + row) * bytes, bytes);
            }
        }
        return ByteBuffer.wrap(to);
    }
}
