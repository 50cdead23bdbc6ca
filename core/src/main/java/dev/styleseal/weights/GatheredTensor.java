package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor whose elements stand in the file in another order, such as one that was saved transposed. What it spans is
 * read as a whole, since its neighbours are needed soon after, and forgotten when memory is short or its end was read.
 */
final class GatheredTensor {
    /** Four times the largest matrix of Stable Diffusion XL in float32. */
    private static final long MOST_SPAN_BYTES = 1 << 30;

    private final FileBytes file;
    private final StridedTensor tensor;
    private SoftReference<byte[]> span = new SoftReference<>(null);

    GatheredTensor(FileBytes file, StridedTensor tensor) {
        this.file = file;
        this.tensor = tensor;
    }

    /** Fills {@code target} with the bytes from {@code from} on, as if the tensor were contiguous. */
    synchronized void read(long from, ByteBuffer target) {
        byte[] bytes = span();
        int width = tensor.entry().dtype().bytes();
        long at = from;
        while (target.hasRemaining()) {
            int skipped = (int) (at % width);
            int count = Math.min(width - skipped, target.remaining());
            target.put(bytes, (int) (place(at / width) * width) + skipped, count);
            at += count;
        }
        if (at == tensor.entry().byteLength()) {
            span.clear();
        }
    }

    private byte[] span() {
        byte[] kept = span.get();
        if (kept != null) {
            return kept;
        }
        long count = tensor.spanBytes();
        if (count > MOST_SPAN_BYTES) {
            throw new BadInput(
                    "Cannot read {0}: tensor {1} lies scattered over {2} bytes. Expected at most {3}, or a contiguous tensor. Save it again with contiguous().",
                    file.path(), tensor.entry().name(), count, MOST_SPAN_BYTES);
        }
        byte[] bytes = file.bytes(tensor.entry().offset(), (int) count);
        span = new SoftReference<>(bytes);
        return bytes;
    }

    /** Where an element stands, in elements from the first one. */
    private long place(long element) {
        List<Long> shape = tensor.entry().shape();
        long rest = element;
        long place = 0;
        for (int i = shape.size() - 1; i >= 0; i--) {
            place += rest % shape.get(i) * tensor.strides().get(i);
            rest /= shape.get(i);
        }
        return place;
    }
}
