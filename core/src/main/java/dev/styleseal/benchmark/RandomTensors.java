package dev.styleseal.benchmark;

import dev.styleseal.nn.TensorSource;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Weights for whatever shapes a network asks for: matrices and kernels uniform in ±1/sqrt(fan in), as fresh layers of
 * torch have them, so that signals keep their size; scales of norms 1, biases 0. Types and places are those of a base that
 * was read. Owns its tensors; used on the engine thread.
 */
final class RandomTensors implements TensorSource, AutoCloseable {
    /** Drawing a billion numbers takes half a minute: one block is repeated, of a prime length, so that no two rows are alike. */
    private static final int BLOCK = 1_048_573;

    private final Placement placement;
    private final Tensor block;
    private final Map<String, Tensor> made = new HashMap<>();

    RandomTensors(Placement placement, long seed) {
        this.placement = placement;
        try (Scope scope = new Scope()) {
            block = Scope.own(RandomSource.seeded(seed)
                    .uniform(BLOCK)
                    .mul(new Scalar(2.0))
                    .sub(new Scalar(1.0)));
        }
    }

    /** The same tensor for the same name, however often a network is built. */
    @Override
    public Tensor tensor(String name, long... shape) {
        return made.computeIfAbsent(name, missing -> shape.length == 1 ? vector(name, shape) : matrix(shape));
    }

    @Override
    public Set<String> names() {
        return Set.of();
    }

    private Tensor vector(String name, long[] shape) {
        try (Scope scope = new Scope()) {
            return Scope.own(placement.enter(name.endsWith(".weight") ? torch.ones(shape) : torch.zeros(shape)));
        }
    }

    private Tensor matrix(long[] shape) {
        try (Scope scope = new Scope()) {
            long fanIn = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
            Tensor drawn = block.mul(new Scalar(1 / Math.sqrt((double) fanIn)));
            boolean asStored = placement.keepsStored(); // as in a file of halves
            Tensor values = asStored ? drawn.to(ScalarType.Half) : placement.enterAsMatrix(drawn);
            Tensor matrix = torch.empty(shape, values.options(), new MemoryFormatOptional());
            Tensor flat = matrix.view(-1);
            for (long at = 0; at < flat.numel(); at += BLOCK) {
                long count = Math.min(BLOCK, flat.numel() - at);
                flat.narrow(0, at, count).copy_(values.narrow(0, 0, count));
            }
            return Scope.own(placement.enterToStay(matrix));
        }
    }

    @Override
    public void close() {
        made.values().forEach(Scope::release);
        made.clear();
        Scope.release(block);
    }
}
