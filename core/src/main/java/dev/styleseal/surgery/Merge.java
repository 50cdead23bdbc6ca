package dev.styleseal.surgery;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SealWord;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Several seals as one that does what all of them do together, layer by layer and exactly: LoRA next to each other, whose
 * rank is the sum of theirs; other kinds and norms as full differences. A layer that only one seal has keeps its kind.
 */
public final class Merge implements LayerSource {
    private final List<WornSeal> seals;
    private final SortedSet<String> paths;
    private final Projections projections;

    /** One seal's share of a layer. */
    private record Share(WornSeal seal, AdapterModule module, double weight) {}

    /**
     * Plans the merge.
     *
     * @param seals each with its weight, those of blocks included
     * @throws BadInput if layers of one name differ in shape, or a DoRA cannot be merged without the base
     */
    public Merge(List<WornSeal> seals) {
        this.seals = List.copyOf(seals);
        SortedSet<String> all = new TreeSet<>();
        for (WornSeal seal : seals) {
            seal.seal().modules().keySet().stream()
                    .filter(path -> seal.weight(path) != 0)
                    .forEach(path -> all.add(path));
        }
        if (all.isEmpty()) {
            throw new BadInput("All weights are 0, so nothing would be merged. Expected one that is not. Correct it.");
        }
        projections = Projections.of(seals.stream().map(WornSeal::seal).toList());
        paths = Collections.unmodifiableSortedSet(all);
        paths.forEach(this::requireMergeable);
    }

    private void requireMergeable(String path) {
        List<Share> shares = shares(path);
        for (Share share : shares) {
            LayerShape first = LayerShape.of(shares.get(0).module);
            LayerShape shape = LayerShape.of(share.module);
            // A bias alone has as many rows as the weight.
            boolean biasAlone = shares.get(0).module.columns() == 0 || share.module.columns() == 0;
            if (!(biasAlone ? first.rows() == shape.rows() : first.fits(shape))) {
                throw new BadInput(
                        "Seals {0} and {1} were made for different architectures: {2} has a weight of shape {3} in one and {4} in the other. Expected seals for one base (inspect shows which).",
                        shares.get(0).seal.name(), share.seal.name(), path, first.sizes(), shape.sizes());
            }
            boolean alone = shares.size() == 1 && share.weight == 1;
            if (share.module.magnitude().isPresent() && !alone) {
                throw new BadInput(
                        "Seal {0} is a DoRA, whose change of {1} depends on the base. Expected seals without lengths, or the base. Merge it into the base with --model, or give it the weight 1 in layers that no other seal has.",
                        share.seal.name(), path);
            }
        }
    }

    private List<Share> shares(String path) {
        List<Share> shares = new ArrayList<>();
        for (WornSeal seal : seals) {
            AdapterModule module = seal.seal().modules().get(path);
            if (module != null && seal.weight(path) != 0) {
                shares.add(new Share(seal, module, seal.weight(path)));
            }
        }
        return shares;
    }

    /** The texts of the merged seal: what all say alike, all trigger words, and what was merged. */
    public SealMetadata metadata() {
        return MergedMetadata.of(seals);
    }

    /**
     * The words that were learnt with the seals; weights do not act on them.
     *
     * @throws BadInput if two seals have the same word with other vectors
     */
    public List<SealWord> words() {
        Map<String, SealWord> words = new LinkedHashMap<>();
        for (WornSeal seal : seals) {
            for (SealWord word : seal.seal().words()) {
                SealWord before = words.putIfAbsent(word.word(), word);
                if (before != null && !before.equals(word)) {
                    throw new BadInput(
                            "Two seals have a word {0} of their own, and {1} is one of them. Expected each word once. Merge seals without words of the same name.",
                            word.word(), seal.name());
                }
            }
        }
        return List.copyOf(words.values());
    }

    @Override
    public SortedSet<String> paths() {
        return paths;
    }

    @Override
    public AdapterModule layer(String path) {
        List<Share> shares = shares(path);
        if (shares.size() == 1) {
            return scaled(shares.get(0).module, shares.get(0).weight);
        }
        List<Share> weights =
                shares.stream().filter(share -> share.module.columns() > 0).toList();
        if (!weights.isEmpty()
                && weights.stream().allMatch(share -> lora(share.module).isPresent())) {
            LoraModule stacked = stacked(path, weights);
            Optional<HostTensor> bias = bias(shares);
            return bias.isPresent() ? new BiasedLoraModule(stacked, bias.get()) : stacked;
        }
        return summed(path, shares);
    }

    @Override
    public LayerShape shape(AdapterModule module) {
        return projections.shape(module);
    }

    private static Optional<LoraModule> lora(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return Optional.of(biased.lora());
        }
        return module instanceof LoraModule lora ? Optional.of(lora) : Optional.empty();
    }

    private static AdapterModule scaled(AdapterModule module, double weight) {
        if (weight == 1) {
            return module;
        }
        if (module instanceof BiasedLoraModule biased) {
            return new BiasedLoraModule((LoraModule) scaled(biased.lora(), weight), times(biased.shift(), weight));
        }
        if (module instanceof LoraModule lora) {
            return new LoraModule(lora.path(), lora.down(), lora.up(), lora.alpha() * weight);
        }
        if (module instanceof LohaModule loha) {
            return new LohaModule(loha.path(), loha.first(), loha.second(), loha.alpha() * weight, Optional.empty());
        }
        if (module instanceof LokrModule lokr) {
            return lokr.rank().isPresent()
                    ? new LokrModule(lokr.path(), lokr.first(), lokr.second(), lokr.alpha() * weight, Optional.empty())
                    : new LokrModule(
                            lokr.path(),
                            lokr.first().map(values -> times(values, weight)),
                            lokr.second(),
                            lokr.alpha(),
                            Optional.empty());
        }
        return ((FullModule) module).map(values -> times(values, weight));
    }

    private static HostTensor times(HostTensor tensor, double factor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return new HostTensor(tensor.shape(), values);
    }

    /** [up1 up2] [down1; down2] = up1 down1 + up2 down2, each share's factor divided between its two matrices. */
    private LoraModule stacked(String path, List<Share> shares) {
        LayerShape shape = shape(shares);
        int rank = shares.stream()
                .mapToInt(share -> lora(share.module).orElseThrow().rank())
                .sum();
        int rows = (int) shape.rows();
        int columns = (int) shape.columns();
        float[] up = new float[Math.multiplyExact(rows, rank)];
        float[] down = new float[Math.multiplyExact(rank, columns)];
        int at = 0;
        for (Share share : shares) {
            LoraModule lora = lora(share.module).orElseThrow();
            double factor = share.weight * lora.scale();
            float root = (float) Math.sqrt(Math.abs(factor));
            float signed = (float) (factor / Math.max(root, Float.MIN_NORMAL));
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < lora.rank(); i++) {
                    up[row * rank + at + i] = lora.up().values()[row * lora.rank() + i] * signed;
                }
            }
            for (int i = 0; i < lora.rank() * columns; i++) {
                down[at * columns + i] = lora.down().values()[i] * root;
            }
            at += lora.rank();
        }
        return shape.lora(path, up, down);
    }

    /** A full difference knows best, whatever is 4-D better than what is not. */
    private LayerShape shape(List<Share> shares) {
        return shares.stream()
                .map(share -> share.module)
                .filter(module -> module.columns() > 0)
                .max(Comparator.comparing((AdapterModule module) -> module instanceof FullModule)
                        .thenComparing(module -> shape(module).sizes().size()))
                .map(this::shape)
                .orElseThrow();
    }

    /** In full. A norm's difference is that of its weight. */
    private FullModule summed(String path, List<Share> shares) {
        try (Scope scope = new Scope()) {
            Tensor sum = null;
            for (Share share : shares) {
                if (share.module.columns() > 0) {
                    Tensor delta = WeightDelta.of(share.module).mul(new Scalar(share.weight));
                    sum = sum == null ? delta : sum.add(delta);
                }
            }
            Optional<HostTensor> weight = sum == null
                    ? Optional.empty()
                    : Optional.of(new HostTensor(shape(shares).sizes(), Tensors.floats(sum)));
            return new FullModule(path, weight, bias(shares));
        }
    }

    private static Optional<HostTensor> bias(List<Share> shares) {
        Optional<HostTensor> bias = Optional.empty();
        for (Share share : shares) {
            bias = added(bias, share.module.bias().map(values -> times(values, share.weight)));
        }
        return bias;
    }

    private static Optional<HostTensor> added(Optional<HostTensor> a, Optional<HostTensor> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        float[] values = a.get().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += b.get().values()[i];
        }
        return Optional.of(new HostTensor(a.get().shape(), values));
    }
}
