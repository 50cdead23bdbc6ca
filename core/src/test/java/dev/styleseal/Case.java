package dev.styleseal;

import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Tensors that a reference library computed. */
public final class Case implements AutoCloseable {
    private final SafetensorsFile file;

    private Case(Path path) {
        file = SafetensorsFile.open(path);
    }

    public static Case open(String relative) {
        return new Case(Reference.folder(relative));
    }

    /** A file that is the same whatever reference is asked for. */
    public static Case at(Path file) {
        return new Case(file);
    }

    public Set<String> names() {
        return file.entries().keySet();
    }

    public long[] shape(String name) {
        return file.entry(name).sizes();
    }

    public float[] floats(String name) {
        return file.floats(name).values();
    }

    public HostTensor host(String name) {
        return file.floats(name);
    }

    public long[] longs(String name) {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) file.entry(name).byteLength()).order(ByteOrder.LITTLE_ENDIAN);
        file.read(file.entry(name), bytes);
        long[] values = new long[bytes.flip().remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    public Tensor tensor(String name) {
        return Tensors.of(floats(name), shape(name));
    }

    public Tensor integers(String name) {
        return Tensors.of(longs(name), shape(name));
    }

    /** What steers a UNet, from tensors whose names begin with {@code prefix}, each passed through {@code part}. */
    public Condition condition(String prefix, UnaryOperator<Tensor> part) {
        Tensor context = part.apply(tensor(prefix + "context"));
        return new Condition(
                context,
                names().contains(prefix + "time_ids")
                        ? Optional.of(new Condition.Added(
                                part.apply(tensor(prefix + "text_embeds")), part.apply(tensor(prefix + "time_ids"))))
                        : Optional.empty());
    }

    @Override
    public void close() {
        file.close();
    }
}
