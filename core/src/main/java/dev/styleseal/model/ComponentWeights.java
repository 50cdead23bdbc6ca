package dev.styleseal.model;

import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * The tensors of one component by today's names, matrices in the precision of the placement, vectors in float32; owns
 * them until {@link #close}.
 */
final class ComponentWeights implements AutoCloseable {
    private final SortedMap<String, Tensor> tensors = new TreeMap<>();

    private final WeightForms forms = new WeightForms();

    private ComponentWeights() {}

    /**
     * Reads a network.
     *
     * @param placement where the tensors go and in which precision
     *
     * @throws dev.styleseal.error.BadInput if there are no weights
     * @throws dev.styleseal.error.CorruptFile if they are damaged, of an unknown type, or hold a value that is not
     *     finite
     */
    static ComponentWeights read(Part part, Placement placement) {
        ComponentWeights weights = new ComponentWeights();
        try (TensorReader reader = new TensorReader(placement)) {
            part.tensors((piece, file) -> weights.tensors.put(piece.name(), reader.read(piece, file)));
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    SortedMap<String, Tensor> tensors() {
        return Collections.unmodifiableSortedMap(tensors);
    }

    /** Number of values in all tensors. */
    long values() {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** Those of its convolutions, freed with it. */
    WeightForms forms() {
        return forms;
    }

    @Override
    public void close() {
        forms.close();
        tensors.values().forEach(Scope::release);
        tensors.clear();
    }
}
