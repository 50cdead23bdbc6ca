package dev.styleseal.surgery;

import dev.styleseal.checkpoint.ModelWeights;
import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.data.Progress;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.BaseFamily;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * A seal out of a base and what was tuned from it: the difference of each weight as the best LoRA of its rank. Memory
 * holds one layer of both. May be called from any thread.
 */
public final class Extraction {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    /** Tables of tokens and positions, which no adapter changes. */
    private static final String EMBEDDINGS = ".embeddings.";

    private final ModelWeights tuned;
    private final ModelWeights base;
    private final Truncation.PerLayer rule;
    private final double minDifference;
    private final Rest rest;
    private final SortedMap<String, LoraModule> modules = new TreeMap<>();
    private final SortedMap<String, HostTensor> weights = new TreeMap<>(); // of norms, by path
    private final SortedMap<String, HostTensor> biases = new TreeMap<>(); // by path
    private final List<LayerLoss> losses = new ArrayList<>();
    private final List<Unheld> unheld = new ArrayList<>();
    private int equal = 0;

    private Extraction(
            ModelWeights tuned, ModelWeights base, Truncation.PerLayer rule, double minDifference, Rest rest) {
        this.tuned = tuned;
        this.base = base;
        this.rule = rule;
        this.minDifference = minDifference;
        this.rest = rest;
    }

    /** What becomes of differences that a LoRA cannot hold. */
    public enum Rest {
        /** They are told. */
        TOLD,
        /** Those of norms and biases are kept whole. */
        KEPT
    }

    /**
     * A tensor that differs but is no weight of a layer that takes LoRA: a bias, a norm, an embedding.
     *
     * @param norm Frobenius norm of its difference
     */
    public record Unheld(String tensor, double norm) {}

    /**
     * What was found.
     *
     * @param seal what can be used
     * @param losses of each layer in it, against its whole difference
     * @param equal number of tensors that are the same in both
     * @param full number of tensors whose differences are kept whole
     * @param unheld what the seal cannot hold, the largest first
     */
    public record Extracted(Seal seal, List<LayerLoss> losses, int equal, int full, List<Unheld> unheld) {
        public Extracted {
            losses = List.copyOf(losses);
            unheld = List.copyOf(unheld);
        }
    }

    /**
     * Compares two bases, folders or files, and extracts their difference. The VAE is not looked at.
     *
     * @param minDifference tensors none of whose values differ by more are equal; at least 0
     * @throws BadInput if they are of different architectures, or do not differ in a layer
     * @throws dev.styleseal.error.Interrupted if that is asked for
     */
    public static Extracted of(
            Path tuned,
            Path base,
            Truncation.PerLayer rule,
            double minDifference,
            Rest rest,
            Progress progress,
            Cancellation cancellation) {
        if (!(minDifference >= 0)) {
            throw new BadInput("--min-difference is {0}. Expected a number from 0. Correct it.", minDifference);
        }
        try (ModelWeights changed = ModelWeights.open(tuned);
                ModelWeights original = ModelWeights.open(base)) {
            SortedMap<String, List<Long>> shapes = common(tuned, changed, base, original);
            Extraction extraction = new Extraction(changed, original, rule, minDifference, rest);
            extraction.each(shapes, progress, cancellation);
            List<AdapterModule> found = extraction.found();
            if (found.isEmpty()) {
                throw new BadInput(
                        "{0} and {1} do not differ in any layer that a LoRA can change by more than {2}. Expected a base and what was tuned from it. Name others, or lower --min-difference.",
                        tuned, base, minDifference);
            }
            extraction.unheld.sort((a, b) -> Double.compare(b.norm, a.norm));
            Seal seal = Seal.of(found, metadata(original, tuned, base));
            int full = extraction.weights.size() + extraction.biases.size();
            return new Extracted(seal, extraction.losses, extraction.equal, full, extraction.unheld);
        }
    }

    /** A bias goes with the LoRA of its layer, if there is one, else with the weight of its norm. */
    private List<AdapterModule> found() {
        SortedSet<String> paths = new TreeSet<>(modules.keySet());
        paths.addAll(weights.keySet());
        paths.addAll(biases.keySet());
        List<AdapterModule> found = new ArrayList<>();
        for (String path : paths) {
            Optional<LoraModule> lora = Optional.ofNullable(modules.get(path));
            Optional<HostTensor> bias = Optional.ofNullable(biases.get(path));
            if (lora.isEmpty()) {
                found.add(new FullModule(path, Optional.ofNullable(weights.get(path)), bias));
            } else {
                found.add(bias.isPresent() ? new BiasedLoraModule(lora.get(), bias.get()) : lora.get());
            }
        }
        return found;
    }

    /** Shapes of all tensors but those of the VAE, once they are the same in both. */
    private static SortedMap<String, List<Long>> common(
            Path tuned, ModelWeights changed, Path base, ModelWeights original) {
        if (changed.architecture() != original.architecture()) {
            throw new BadInput(
                    "{0} is {1}, but {2} is {3}. Expected two bases of one architecture. Name the base that was tuned.",
                    tuned,
                    changed.architecture().title(),
                    base,
                    original.architecture().title());
        }
        SortedMap<String, List<Long>> mine = networks(changed);
        SortedMap<String, List<Long>> theirs = networks(original);
        for (String name : mine.keySet()) {
            if (theirs.containsKey(name) && !mine.get(name).equals(theirs.get(name))) {
                throw new BadInput(
                        "{0} has {1} with shape {2}, but {3} with shape {4}. Expected two bases of one architecture. Name the base that was tuned.",
                        tuned, name, mine.get(name), base, theirs.get(name));
            }
        }
        SortedMap<String, List<Long>> extra = new TreeMap<>(mine);
        extra.keySet().removeAll(theirs.keySet());
        if (!extra.isEmpty()) {
            throw new BadInput(
                    "{0} has {1} tensors that {2} has not, the first is {3}. Expected two bases of one architecture. Name the base that was tuned.",
                    tuned, extra.size(), base, extra.firstKey());
        }
        return mine;
    }

    private static SortedMap<String, List<Long>> networks(ModelWeights model) {
        SortedMap<String, List<Long>> shapes = new TreeMap<>(model.shapes());
        shapes.keySet().removeIf(name -> name.startsWith("vae."));
        return shapes;
    }

    private void each(SortedMap<String, List<Long>> shapes, Progress progress, Cancellation cancellation) {
        int total = shapes.values().stream().mapToInt(Extraction::work).sum();
        int done = 0;
        for (Map.Entry<String, List<Long>> tensor : shapes.entrySet()) {
            cancellation.check();
            compare(tensor.getKey(), new LayerShape(tensor.getValue()));
            done += work(tensor.getValue());
            progress.advanced(done, total);
        }
    }

    /** About how many million operations a tensor takes, so that the time left can be told. */
    private static int work(List<Long> shape) {
        LayerShape layer = new LayerShape(shape.isEmpty() ? List.of(1L) : shape);
        double side = Math.min(layer.rows(), layer.columns());
        return 1 + (int) (layer.rows() * layer.columns() * side / 1e6);
    }

    private void compare(String name, LayerShape shape) {
        float[] difference = tuned.floats(name).values();
        float[] before = base.floats(name).values();
        double largest = 0;
        double energy = 0;
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= before[i];
            largest = Math.max(largest, Math.abs(difference[i]));
            energy += (double) difference[i] * difference[i];
        }
        if (largest <= minDifference) {
            equal++;
            return;
        }
        boolean bias = name.endsWith(BIAS);
        String path = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        boolean layer = (bias || name.endsWith(WEIGHT)) && Seal.isLayer(path) && !path.contains(EMBEDDINGS);
        boolean vector = shape.sizes().size() == 1;
        if (layer && vector && rest == Rest.KEPT) {
            (bias ? biases : weights).put(path, HostTensor.of(difference, difference.length));
            return;
        }
        if (!layer || bias || !shape.holdsLora()) {
            unheld.add(new Unheld(name, Math.sqrt(energy)));
            return;
        }
        Engine.run(() -> extract(path, shape, HostTensor.of(difference, shape.rows(), shape.columns())));
    }

    private void extract(String path, LayerShape shape, HostTensor difference) {
        try (Scope scope = new Scope()) {
            Tensor delta = Tensors.of(difference.values(), difference.sizes());
            Decomposition decomposition = Decomposition.of(delta);
            var spectrum = decomposition.spectrum();
            LoraModule module = decomposition.truncated(path, shape, rule.rank(spectrum));
            modules.put(path, module);
            double norm = spectrum.norm();
            losses.add(new LayerLoss(
                    path,
                    spectrum.size(),
                    module.rank(),
                    norm,
                    norm * spectrum.error(module.rank()),
                    LayerLoss.Way.REDUCED));
        }
    }

    private static SealMetadata metadata(ModelWeights model, Path tuned, Path base) {
        BaseFamily family = switch (model.architecture()) {
            case SD1 -> BaseFamily.SD1;
            case SD2 -> model.prediction() == PredictionType.V_PREDICTION ? BaseFamily.SD2_V : BaseFamily.SD2;
            case SDXL -> BaseFamily.SDXL;
        };
        return SealMetadata.derived(
                family,
                String.valueOf(tuned.getFileName()),
                "extracted from " + tuned.getFileName() + " and " + base.getFileName());
    }
}
