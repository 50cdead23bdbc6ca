package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.KnownNames;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.WeightFolder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The tensors of one component by today's names, matrices in the precision of the placement, vectors in float32; owns
 * them until {@link #close}.
 */
final class ComponentWeights implements AutoCloseable {
    private final Path folder;
    private final Placement placement;
    private final SortedMap<String, Tensor> tensors = new TreeMap<>();

    private ComponentWeights(Path folder, Placement placement) {
        this.folder = folder;
        this.placement = placement;
    }

    /**
     * Reads {@code modelFolder/COMPONENT}.
     *
     * @param placement where the tensors go and in which precision
     *
     * @throws dev.styleseal.error.BadInput if there are no weights
     * @throws CorruptFile if they are damaged, of an unknown type, or hold a value that is not finite
     */
    static ComponentWeights read(Path modelFolder, Component component, Placement placement) {
        Path folder = modelFolder.resolve(component.folder());
        ComponentWeights weights = new ComponentWeights(folder, placement);
        try (WeightFolder files = WeightFolder.open(folder)) {
            for (TensorEntry entry : files.entries().values()) {
                KnownNames.today(component, entry.name())
                        .ifPresent(name -> weights.tensors.put(name, weights.read(files, entry)));
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    SortedMap<String, Tensor> tensors() {
        return Collections.unmodifiableSortedMap(tensors);
    }

    Path folder() {
        return folder;
    }

    private Tensor read(WeightFolder files, TensorEntry entry) {
        try (Scope scope = new Scope()) {
            Tensor stored =
                    torch.empty(entry.sizes(), new TensorOptions(scalarType(files, entry)), new MemoryFormatOptional());
            if (entry.byteLength() > 0) {
                ByteBuffer bytes = new BytePointer(stored.data_ptr())
                        .capacity(entry.byteLength())
                        .asByteBuffer();
                files.read(entry.name(), bytes);
            }
            boolean isMatrix = entry.sizes().length > 1;
            Tensor tensor = isMatrix ? placement.enterAsMatrix(stored) : placement.enter(stored.to(ScalarType.Float));
            if (!Tensors.allFinite(tensor)) {
                throw new CorruptFile(
                        "Tensor {0} in {1} holds NaN or an infinity. Expected finite numbers. The file is damaged or its training failed; fetch the model again.",
                        entry.name(), files.fileOf(entry.name()).path());
            }
            return Scope.own(tensor);
        }
    }

    private static ScalarType scalarType(WeightFolder files, TensorEntry entry) {
        DType dtype = entry.dtype();
        return switch (dtype) {
            case F32 -> ScalarType.Float;
            case F16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
            case F64 -> ScalarType.Double;
            default ->
                throw new CorruptFile(
                        "Tensor {0} in {1} is of type {2}. Expected F32, F16, BF16 or F64. Use a model in one of these.",
                        entry.name(), files.fileOf(entry.name()).path(), dtype);
        };
    }

    @Override
    public void close() {
        tensors.values().forEach(Scope::release);
        tensors.clear();
    }
}
