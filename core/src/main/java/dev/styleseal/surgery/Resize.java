package dev.styleseal.surgery;

import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Layers brought to smaller ranks: each becomes the best LoRA of its rank. LoHa, LoKr and full differences become LoRA;
 * biases stay, and so do the lengths of a DoRA, as they are those of the finished weight and not of its change. May be called from any
 * thread.
 */
public final class Resize {
    private final LayerSource source;
    private final Progress progress;
    private final Cancellation cancellation;
    private final List<AdapterModule> modules = new ArrayList<>();
    private final List<LayerLoss> losses = new ArrayList<>();

    private Resize(LayerSource source, Progress progress, Cancellation cancellation) {
        this.source = source;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * What came of it.
     *
     * @param modules layers that are left, in order of path
     * @param losses of all layers, in order of path
     */
    public record Resized(List<AdapterModule> modules, List<LayerLoss> losses) {
        public Resized {
            modules = List.copyOf(modules);
            losses = List.copyOf(losses);
        }

        /** The layers as a seal. */
        public Seal seal(SealMetadata metadata) {
            return Seal.of(modules, metadata);
        }
    }

    /** All layers as they are, read one after the other. */
    public static Resized none(LayerSource source, Progress progress, Cancellation cancellation) {
        Resize resize = new Resize(source, progress, cancellation);
        resize.each(0, source.paths().size(), path -> resize.modules.add(source.layer(path)));
        return new Resized(resize.modules, List.of());
    }

    /**
     * The texts of a resized seal.
     *
     * @param how in words, such as "rank 8"
     */
    public static SealMetadata metadata(Seal before, String how) {
        return MergedMetadata.resized(before.metadata(), how);
    }

    /**
     * Resizes all layers.
     *
     * @throws dev.styleseal.error.BadInput if the rule cannot be met
     * @throws dev.styleseal.error.Interrupted if that is asked for
     */
    public static Resized of(LayerSource source, Truncation rule, Progress progress, Cancellation cancellation) {
        Resize resize = new Resize(source, progress, cancellation);
        if (rule instanceof Truncation.PerLayer perLayer) {
            resize.each(0, source.paths().size(), path -> resize.reduce(path, perLayer));
        } else {
            resize.within((Truncation.Bytes) rule);
        }
        return new Resized(resize.modules, resize.losses);
    }

    /** What is done with a layer. */
    private interface Work {
        void at(String path);
    }

    private void each(int done, int total, Work work) {
        int count = done;
        for (String path : source.paths()) {
            cancellation.check();
            Engine.run(() -> {
                try (Scope scope = new Scope()) {
                    work.at(path);
                }
            });
            progress.advanced(++count, total);
        }
    }

    /** Layers compete, so all spectra are needed before the first layer can be cut; they are taken apart twice. */
    private void within(Truncation.Bytes budget) {
        SortedMap<String, Truncation.Layer> layers = new TreeMap<>();
        int count = source.paths().size();
        each(0, 2 * count, path -> {
            AdapterModule module = source.layer(path);
            if (isLowRank(module)) {
                layers.put(
                        path,
                        new Truncation.Layer(
                                source.shape(module), Decomposition.of(module).spectrum()));
            }
        });
        SortedMap<String, Integer> ranks = budget.ranks(layers);
        each(count, 2 * count, path -> {
            Truncation.Layer layer = layers.get(path);
            int rank = ranks.getOrDefault(path, 1); // 1 for what is not of low rank and stays
            if (layer != null && rank == 0) {
                leaveOut(path, layer);
            } else {
                reduce(path, new Truncation.Rank(rank));
            }
        });
    }

    private void leaveOut(String path, Truncation.Layer layer) {
        double norm = layer.spectrum().norm();
        losses.add(new LayerLoss(path, layer.spectrum().size(), 0, norm, norm, LayerLoss.Way.LEFT_OUT));
    }

    private void reduce(String path, Truncation.PerLayer rule) {
        AdapterModule module = source.layer(path);
        if (!isLowRank(module)) {
            modules.add(module);
            losses.add(new LayerLoss(path, 0, 0, 0, 0, LayerLoss.Way.NOT_LOW_RANK));
            return;
        }
        Decomposition decomposition = Decomposition.of(module);
        Spectrum spectrum = decomposition.spectrum();
        int rank = rule.rank(spectrum);
        Optional<LoraModule> lora = lora(module);
        if (lora.isPresent() && rank >= lora.get().rank()) {
            int same = lora.get().rank();
            modules.add(module);
            losses.add(new LayerLoss(path, same, same, spectrum.norm(), 0, LayerLoss.Way.UNCHANGED));
            return;
        }
        LoraModule less = decomposition.truncated(path, source.shape(module), rank);
        LoraModule kept = new LoraModule(path, less.down(), less.up(), less.alpha(), module.magnitude());
        modules.add(
                module.bias().isPresent()
                        ? new BiasedLoraModule(kept, module.bias().get())
                        : kept);
        int before = lora.map(LoraModule::rank).orElse(spectrum.size());
        double lost = spectrum.norm() * spectrum.error(less.rank());
        losses.add(new LayerLoss(path, before, less.rank(), spectrum.norm(), lost, LayerLoss.Way.REDUCED));
    }

    private static Optional<LoraModule> lora(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return Optional.of(biased.lora());
        }
        return module instanceof LoraModule lora ? Optional.of(lora) : Optional.empty();
    }

    /** Norms, and biases alone, cannot be a LoRA; a bias beside a weight stays what it is. */
    private static boolean isLowRank(AdapterModule module) {
        return module.columns() > 0 && LayerShape.of(module).holdsLora();
    }
}
