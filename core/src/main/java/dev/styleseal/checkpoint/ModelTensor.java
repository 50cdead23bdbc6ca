package dev.styleseal.checkpoint;

import dev.styleseal.weights.DType;
import dev.styleseal.weights.Recoding;
import dev.styleseal.weights.StreamedTensor;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tensor of diffusers' name in an open file.
 *
 * @param file the file
 * @param piece where it is there
 */
record ModelTensor(TensorFile file, Piece piece) {
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
        Recoding recoding = new Recoding(file.path(), piece.entry(), target);
        if (transposed == piece.transposed()) {
            recoding.put(file, piece.byteOffset(), piece.byteLength(), sink);
        } else {
            recoding.put(exchanged(), sink);
        }
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
