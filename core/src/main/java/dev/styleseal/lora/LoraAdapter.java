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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Map<String, AdapterModule> given;
    private final Leniency leniency;
    private final long seed;
    private final ToDoubleFunction<String> weight; // by path
    private final LoraDropout dropout;
    private final SortedMap<String, LoraPart> parts = new TreeMap<>();
    private final Map<String, GivenPart> others =
            new HashMap<>(); // of a finished adapter, what is no LoRA; beside one, a bias
    private final List<LayerSlot> offered = new ArrayList<>();

    private LoraAdapter(
            @Nullable LoraConfig config,
            Map<String, ? extends AdapterModule> given,
            long seed,
            ToDoubleFunction<String> weight,
            Leniency leniency) {
        this.config = config;
        this.given = Map.copyOf(given);
        this.seed = seed;
        this.weight = weight;
        this.leniency = leniency;
        dropout = new LoraDropout(config == null ? 0 : config.dropout());
    }

    /** An adapter to be trained: A uniform in ±1/sqrt(fan in) from {@code seed} and the path, B zero. */
    public static LoraAdapter fresh(LoraConfig config, long seed) {
        return new LoraAdapter(config, Map.of(), seed, path -> 1, Leniency.STRICT);
    }

    /** An adapter to be trained on from given values; dropout is that of {@code config}, the rest is {@code given}'s. */
    public static LoraAdapter continued(LoraConfig config, Map<String, LoraModule> given) {
        return new LoraAdapter(config, given, 0, path -> 1, Leniency.STRICT);
    }

    /** A finished adapter; the update of each layer counts as often as {@code weight} says of its path, 0 for not at all. */
    public static LoraAdapter frozen(
            Map<String, ? extends AdapterModule> given, ToDoubleFunction<String> weight, Leniency leniency) {
        return new LoraAdapter(null, given, 0, weight, leniency);
    }

    @Override
    public List<Update> updates(LayerSlot slot, FrozenLayer frozen) {
        if (slot.form() != LayerSlot.Form.NORM) { // which learn only in finished adapters
            offered.add(slot);
        }
        String path = slot.path();
        double times = weight.applyAsDouble(path);
        if (!parts.containsKey(path) && !others.containsKey(path)) {
            join(slot, frozen);
        }
        List<Update> updates = new ArrayList<>();
        if (times != 0) {
            Optional.ofNullable(parts.get(path)).ifPresent(part -> updates.add(part.update(frozen, times, dropout)));
            Optional.ofNullable(others.get(path)).ifPresent(other -> updates.addAll(other.updates(frozen, times)));
        }
        return updates;
    }

    /**
     * Called when all networks are built: refuses an adapter that was made for another architecture.
     *
     * @throws BadInput naming the modules that found no place, unless they may be left out; or the targets that match
     *     nothing
     */
    public void requirePlaced(Message what) {
        List<String> homeless = homeless();
        if (!homeless.isEmpty() && leniency == Leniency.STRICT) {
            throw new BadInput(
                    "{0} was made for another architecture: {1} of its {2} modules have no place in this base, the first is {3}. Use it with the base it was trained on (inspect shows which).",
                    what, homeless.size(), given.size(), homeless.get(0));
        }
        if (config != null && given.isEmpty()) {
            config.requireMatches(offered);
        }
    }

    /** Paths of given modules that found no place in the networks that were built, sorted. */
    public List<String> homeless() {
        return given.keySet().stream()
                .filter(path -> !parts.containsKey(path) && !others.containsKey(path))
                .sorted()
                .toList();
    }

    private void join(LayerSlot slot, FrozenLayer frozen) {
        try (Scope scope = new Scope()) {
            AdapterModule module = given.get(slot.path());
            if (module != null) {
                if (leniency == Leniency.STRICT) {
                    Fit.require(slot, module);
                }
                if (Fit.fits(slot, module)) {
                    join(slot, frozen, module);
                }
            } else if (given.isEmpty()
                    && config != null
                    && slot.form() != LayerSlot.Form.NORM
                    && config.targets().matches(slot.path())) {
                parts.put(slot.path(), drawn(slot, frozen, config));
            }
        }
    }

    private void join(LayerSlot slot, FrozenLayer frozen, AdapterModule module) {
        if (module instanceof LoraModule lora) {
            parts.put(slot.path(), LoraPart.of(slot, frozen, lora, config != null));
        } else if (module instanceof BiasedLoraModule biased) {
            join(slot, frozen, biased.lora());
            others.put(slot.path(), GivenPart.of(frozen, biased.biasAlone()));
        } else {
            others.put(slot.path(), GivenPart.of(frozen, module));
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

    /** Takes the numbers for dropout from {@code source} until the next call; null ends dropout. */
    public void dropFrom(@Nullable RandomSource source) {
        dropout.drawFrom(source);
    }

    /** Remembers which numbers dropout draws next; running the result makes them come again. */
    public Runnable mark() {
        return dropout.mark();
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

    /** A copy of the values of its LoRA modules, in the shapes that files use. */
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
        others.values().forEach(GivenPart::close);
        others.clear();
    }
}
