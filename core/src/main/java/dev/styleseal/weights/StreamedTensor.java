package dev.styleseal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor that is to be written, whose numbers come piece by piece, so that memory does not grow with it.
 *
 * @param name its key in the file
 * @param dtype how its elements are written
 * @param shape sizes, outermost first
 * @param content its elements
 */
public record StreamedTensor(String name, DType dtype, List<Long> shape, Content content) {
    /** Where bytes go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes all remaining bytes; the buffer belongs to the giver again afterwards. */
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** Where bytes come from. */
    @FunctionalInterface
    public interface Content {
        /** Gives all elements in order, little-endian, the same ones at each call. */
        void putTo(Sink sink) throws IOException;
    }

    public StreamedTensor {
        shape = List.copyOf(shape);
    }

    /** Number of bytes. */
    long byteLength() {
        return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
    }
}
