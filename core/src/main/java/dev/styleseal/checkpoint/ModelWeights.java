package dev.styleseal.checkpoint;

import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights of a base model, folder or file, by component and today's name in diffusers, read one by one. Open until
 * {@link #close}. For one thread at a time.
 */
public final class ModelWeights implements AutoCloseable {
    private final ModelSource source;
    private final Map<Component, Map<String, ModelTensor>> tensors;

    private ModelWeights(ModelSource source) {
        this.source = source;
        tensors = source.tensors();
    }

    /**
     * Opens a model; only headers are read.
     *
     * @throws dev.styleseal.error.BadInput when it is no base model
     * @throws dev.styleseal.error.CorruptFile when it is damaged
     */
    public static ModelWeights open(Path path) {
        return new ModelWeights(
                Files.isDirectory(path)
                        ? FolderModel.open(path)
                        : new FileModel(Checkpoint.open(path), Optional.empty()));
    }

    public Architecture architecture() {
        return source.architecture();
    }

    /** What the UNet predicts, by what the model says, else as usual. */
    public PredictionType prediction() {
        return source.prediction()
                .map(Stated::value)
                .orElseGet(() -> architecture().usualPrediction());
    }

    /** Shapes by {@code COMPONENT.name}, such as {@code unet.conv_in.weight}, sorted. */
    public SortedMap<String, List<Long>> shapes() {
        SortedMap<String, List<Long>> shapes = new TreeMap<>();
        tensors.forEach((component, named) ->
                named.forEach((name, tensor) -> shapes.put(component.folder() + "." + name, tensor.shape())));
        return Collections.unmodifiableSortedMap(shapes);
    }

    /**
     * The values of a tensor as float32.
     *
     * @param name as in {@link #shapes}
     * @throws dev.styleseal.error.CorruptFile when a value is NaN or infinite
     */
    public HostTensor floats(String name) {
        for (Map.Entry<Component, Map<String, ModelTensor>> component : tensors.entrySet()) {
            String prefix = component.getKey().folder() + ".";
            ModelTensor tensor =
                    name.startsWith(prefix) ? component.getValue().get(name.substring(prefix.length())) : null;
            if (tensor != null) {
                return read(tensor);
            }
        }
        throw new IllegalArgumentException("there is no tensor " + name);
    }

    private static HostTensor read(ModelTensor tensor) {
        int elements = Math.toIntExact(tensor.shape().stream().reduce(1L, Math::multiplyExact));
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(elements, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            tensor.putTo(DType.F32, false, bytes::put);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        float[] values = new float[elements];
        bytes.flip().asFloatBuffer().get(values);
        return new HostTensor(tensor.shape(), values);
    }

    @Override
    public void close() {
        source.close();
    }
}
