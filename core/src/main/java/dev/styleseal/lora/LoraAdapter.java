package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.nn.Linear;
import dev.styleseal.nn.LinearSlot;
import dev.styleseal.nn.LinearWrapper;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one adapter, by the path of the projection each pair joins; owns them until {@link #close}.
 *
 * <p>It joins a network when the network's layers are built with it as their wrapper, and leaves it when they are built
 * without; the base's tensors are never written. Used on the engine thread.
 */
public final class LoraAdapter implements LinearWrapper, AutoCloseable {
    private record Pair(LinearSlot slot, Tensor a, Tensor b, double alpha) {}

    private final @Nullable LoraConfig config; // null for an adapter that was read
    private final Map<String, LoraModule> given;
    private final long seed;
    private final double weight;
    private final LoraDropout dropout;
    private final SortedMap<String, Pair> pairs = new TreeMap<>();
    private final List<LinearSlot> offered = new ArrayList<>();

    private LoraAdapter(@Nullable LoraConfig config, Map<String, LoraModule> given, long seed, double weight) {
        this.config = config;
        this.given = Map.copyOf(given);
        this.seed = seed;
        this.weight = weight;
        dropout = new LoraDropout(config == null ? 0 : config.dropout());
    }

    /** An adapter to be trained: A uniform in ±1/sqrt(in) from {@code seed} and the path, B zero. */
    public static LoraAdapter fresh(LoraConfig config, long seed) {
        return new LoraAdapter(config, Map.of(), seed, 1);
    }

    /** An adapter to be trained on from given values; dropout is that of {@code config}, the rest is {@code given}'s. */
    public static LoraAdapter continued(LoraConfig config, Map<String, LoraModule> given) {
        return new LoraAdapter(config, given, 0, 1);
    }

    /** A finished adapter whose updates count {@code weight} times. */
    public static LoraAdapter frozen(Map<String, LoraModule> given, double weight) {
        return new LoraAdapter(null, given, 0, weight);
    }

    @Override
    public Linear wrap(LinearSlot slot, Linear base) {
        offered.add(slot);
        Pair pair = pairs.get(slot.path());
        if (pair == null) {
            pair = made(slot);
            if (pair == null) {
                return base;
            }
            pairs.put(slot.path(), pair);
        }
        return new LoraLinear(base, pair.a, pair.b, weight * pair.alpha / pair.a.size(0), dropout);
    }

    /**
     * Called when all networks are built: refuses an adapter that was made for another architecture.
     *
     * @throws BadInput naming the modules that found no place, or the targets that match nothing
     */
    public void requirePlaced(Message what) {
        List<String> homeless = given.keySet().stream()
                .filter(path -> !pairs.containsKey(path))
                .sorted()
                .toList();
        if (!homeless.isEmpty()) {
            throw new BadInput(
                    "{0} was made for another architecture: {1} of its {2} modules have no place in this base, the first is {3}. Use it with the base it was trained on (inspect shows which).",
                    what, homeless.size(), given.size(), homeless.get(0));
        }
        if (config != null && given.isEmpty()) {
            config.targets().requireMatches(offered);
        }
    }

    private @Nullable Pair made(LinearSlot slot) {
        if (!given.isEmpty()) {
            LoraModule module = given.get(slot.path());
            return module == null ? null : read(slot, module);
        }
        return config != null && config.targets().matches(slot.path()) ? drawn(slot, config) : null;
    }

    private Pair drawn(LinearSlot slot, LoraConfig wanted) {
        try (Scope scope = new Scope()) {
            double bound = 1 / Math.sqrt(slot.in());
            RandomSource random = RandomSource.at(seed, slot.path().hashCode());
            Tensor a = random.uniform(wanted.rank(), slot.in())
                    .mul(new Scalar(2 * bound))
                    .sub(new Scalar(bound));
            Tensor b = torch.zeros(slot.out(), wanted.rank());
            return pair(slot, a, b, wanted.alpha());
        }
    }

    private Pair read(LinearSlot slot, LoraModule module) {
        requireFits(slot, module);
        try (Scope scope = new Scope()) {
            int rank = module.rank();
            return pair(
                    slot,
                    Tensors.of(module.down().values(), rank, slot.in()),
                    Tensors.of(module.up().values(), slot.out(), rank),
                    module.alpha());
        }
    }

    private Pair pair(LinearSlot slot, Tensor a, Tensor b, double alpha) {
        boolean trained = config != null;
        return new Pair(slot, Scope.own(a.set_requires_grad(trained)), Scope.own(b.set_requires_grad(trained)), alpha);
    }

    private static void requireFits(LinearSlot slot, LoraModule module) {
        long rank = module.rank();
        if (module.down().values().length != rank * slot.in() || module.up().values().length != slot.out() * rank) {
            throw new BadInput(
                    "The adapter was made for another architecture: {0} has shapes {1} and {2}, this base takes [{3}, {4}] and [{5}, {3}]. Use it with the base it was trained on (inspect shows which).",
                    slot.path(),
                    Arrays.toString(module.down().sizes()),
                    Arrays.toString(module.up().sizes()),
                    rank,
                    slot.in(),
                    slot.out());
        }
    }

    /** Takes the numbers for dropout from {@code source} until the next call; null ends dropout. */
    public void dropFrom(@Nullable RandomSource source) {
        dropout.drawFrom(source);
    }

    /** The trained tensors by name, {@code PATH.lora_A} [rank, in] and {@code PATH.lora_B} [out, rank], in order of path. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        pairs.forEach((path, pair) -> {
            named.put(path + ".lora_A", pair.a);
            named.put(path + ".lora_B", pair.b);
        });
        return named;
    }

    /** Number of values in all tensors. */
    public long parameterCount() {
        return pairs.values().stream()
                .mapToLong(pair -> pair.a.numel() + pair.b.numel())
                .sum();
    }

    /** A copy of the values, in the shapes that files use. */
    public SortedMap<String, LoraModule> modules() {
        SortedMap<String, LoraModule> copy = new TreeMap<>();
        pairs.forEach((path, pair) -> copy.put(path, module(path, pair)));
        return copy;
    }

    private static LoraModule module(String path, Pair pair) {
        long rank = pair.a.size(0);
        long in = pair.slot.in();
        long out = pair.slot.out();
        float[] down = Tensors.floats(pair.a);
        float[] up = Tensors.floats(pair.b);
        return pair.slot.pointwise()
                ? new LoraModule(
                        path, HostTensor.of(down, rank, in, 1, 1), HostTensor.of(up, out, rank, 1, 1), pair.alpha)
                : new LoraModule(path, HostTensor.of(down, rank, in), HostTensor.of(up, out, rank), pair.alpha);
    }

    /** Frees the tensors; the networks that were built with this adapter must not run afterwards. */
    @Override
    public void close() {
        pairs.values().forEach(pair -> {
            Scope.release(pair.a);
            Scope.release(pair.b);
        });
        pairs.clear();
    }
}
