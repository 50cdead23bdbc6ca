package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.LayerSlot;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Update;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one adapter, by the path of the layer that each part joins; owns them until {@link #close}.
 *
 * <p>It joins a network when the network's layers are built with it as their wrapper, and leaves it when they are built
 * without; the base's tensors are never written. Used on the engine thread.
 */
public final class LoraAdapter implements LayerWrapper, AutoCloseable {
    private final @Nullable LoraConfig config; // null for an adapter that was read
    private final Map<String, LoraModule> given;
    private final long seed;
    private final ToDoubleFunction<String> weight; // by path
    private final LoraDropout dropout;
    private final SortedMap<String, LoraPart> parts = new TreeMap<>();
    private final List<LayerSlot> offered = new ArrayList<>();

    private LoraAdapter(
            @Nullable LoraConfig config, Map<String, LoraModule> given, long seed, ToDoubleFunction<String> weight) {
        this.config = config;
        this.given = Map.copyOf(given);
        this.seed = seed;
        this.weight = weight;
        dropout = new LoraDropout(config == null ? 0 : config.dropout());
    }

    /** An adapter to be trained: A uniform in ±1/sqrt(fan in) from {@code seed} and the path, B zero. */
    public static LoraAdapter fresh(LoraConfig config, long seed) {
        return new LoraAdapter(config, Map.of(), seed, path -> 1);
    }

    /** An adapter to be trained on from given values; dropout is that of {@code config}, the rest is {@code given}'s. */
    public static LoraAdapter continued(LoraConfig config, Map<String, LoraModule> given) {
        return new LoraAdapter(config, given, 0, path -> 1);
    }

    /** A finished adapter; the update of each layer counts as often as {@code weight} says of its path, 0 for not at all. */
    public static LoraAdapter frozen(Map<String, LoraModule> given, ToDoubleFunction<String> weight) {
        return new LoraAdapter(null, given, 0, weight);
    }

    @Override
    public List<Update> updates(LayerSlot slot, FrozenLayer frozen) {
        offered.add(slot);
        LoraPart part = parts.get(slot.path());
        if (part == null) {
            part = made(slot, frozen);
            if (part == null) {
                return List.of();
            }
            parts.put(slot.path(), part);
        }
        double times = weight.applyAsDouble(slot.path());
        return times == 0 ? List.of() : List.of(part.update(frozen, times, dropout));
    }

    /**
     * Called when all networks are built: refuses an adapter that was made for another architecture.
     *
     * @throws BadInput naming the modules that found no place, or the targets that match nothing
     */
    public void requirePlaced(Message what) {
        List<String> homeless = given.keySet().stream()
                .filter(path -> !parts.containsKey(path))
                .sorted()
                .toList();
        if (!homeless.isEmpty()) {
            throw new BadInput(
                    "{0} was made for another architecture: {1} of its {2} modules have no place in this base, the first is {3}. Use it with the base it was trained on (inspect shows which).",
                    what, homeless.size(), given.size(), homeless.get(0));
        }
        if (config != null && given.isEmpty()) {
            config.requireMatches(offered);
        }
    }

    private @Nullable LoraPart made(LayerSlot slot, FrozenLayer frozen) {
        try (Scope scope = new Scope()) {
            if (!given.isEmpty()) {
                LoraModule module = given.get(slot.path());
                return module == null ? null : LoraPart.of(slot, frozen, fitting(slot, module), config != null);
            }
            return config != null && config.targets().matches(slot.path()) ? drawn(slot, frozen, config) : null;
        }
    }

    private LoraPart drawn(LayerSlot slot, FrozenLayer frozen, LoraConfig wanted) {
        LoraSize size = wanted.size(slot);
        double bound = 1 / Math.sqrt(slot.fanIn());
        RandomSource random = RandomSource.at(seed, slot.path().hashCode());
        Tensor a = random.uniform(size.rank(), slot.fanIn())
                .mul(new Scalar(2 * bound))
                .sub(new Scalar(bound));
        LoraVariant variant = wanted.variant();
        return LoraPart.fresh(slot, frozen, a, variant.scaling().portableAlpha(size), variant.dora());
    }

    private static LoraModule fitting(LayerSlot slot, LoraModule module) {
        boolean kernelFits = module.convolution() ? module.down().shape().get(2) == slot.kernel() : slot.kernel() == 1;
        if (!kernelFits || module.inputs() != slot.in() || module.outputs() != slot.out()) {
            throw new BadInput(
                    "The adapter was made for another architecture: {0} has shapes {1} and {2}, this base has a layer of {3} inputs, {4} outputs and a kernel of {5}. Use it with the base it was trained on (inspect shows which).",
                    slot.path(), module.down().shape(), module.up().shape(), slot.in(), slot.out(), slot.kernel());
        }
        return module;
    }

    /** Takes the numbers for dropout from {@code source} until the next call; null ends dropout. */
    public void dropFrom(@Nullable RandomSource source) {
        dropout.drawFrom(source);
    }

    /**
     * The trained tensors by name, in order of path: {@code PATH.lora_A} [rank, in] or [rank, in, k, k], {@code
     * PATH.lora_B} [out, rank] or [out, rank, 1, 1], and for DoRA {@code PATH.lora_magnitude_vector} [out].
     */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        parts.forEach(
                (path, part) -> part.parameters().forEach((name, tensor) -> named.put(path + "." + name, tensor)));
        return named;
    }

    /** Number of values in all tensors. */
    public long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::numel).sum();
    }

    /** A copy of the values, in the shapes that files use. */
    public SortedMap<String, LoraModule> modules() {
        SortedMap<String, LoraModule> copy = new TreeMap<>();
        parts.forEach((path, part) -> copy.put(path, part.module()));
        return copy;
    }

    /** Frees the tensors; the networks that were built with this adapter must not run afterwards. */
    @Override
    public void close() {
        parts.values().forEach(LoraPart::close);
        parts.clear();
    }
}
