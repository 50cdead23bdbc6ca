package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be said of a seal without its base.
 *
 * @param format its dialect
 * @param family the line of models it is for, by its metadata, else by its layers and widths (which cannot tell the two
 *     kinds of Stable Diffusion 2 apart); nothing when neither says
 * @param familyFromMetadata whether the metadata said so
 * @param contextWidth width of the text states its cross attention takes; nothing when that is not trained
 * @param ranks all ranks of its layers
 * @param alphas all alphas of its layers
 * @param targets number of layers by what they do
 * @param layers number of layers
 * @param kinds number of layers by the form of their difference
 * @param words that were learnt with it
 * @param doraLayers number of layers that are DoRA
 * @param parameters number of learnt values
 * @param blocks how strongly each part of the base is changed
 * @param zeroLayers paths of layers that change nothing
 * @param half how well its values fit half precision
 * @param metadata what it says about itself
 */
public record SealInspection(
        SealFormat format,
        Optional<BaseFamily> family,
        boolean familyFromMetadata,
        OptionalInt contextWidth,
        SortedSet<Integer> ranks,
        SortedSet<Double> alphas,
        Map<Target, Integer> targets,
        int layers,
        Map<AdapterKind, Integer> kinds,
        List<String> words,
        int doraLayers,
        long parameters,
        List<BlockStrength> blocks,
        List<String> zeroLayers,
        HalfFit half,
        SealMetadata metadata) {
    /**
     * How well a seal's values fit half precision.
     *
     * @param largest magnitude of all values
     * @param margin how many times the largest could grow before it overflows; infinite when all are zero
     * @param lost number of values other than zero that would become zero
     */
    public record HalfFit(float largest, double margin, long lost) {}

    private static final float LARGEST_HALF = 65504;

    public SealInspection {
        ranks = Collections.unmodifiableSortedSet(new TreeSet<>(ranks));
        alphas = Collections.unmodifiableSortedSet(new TreeSet<>(alphas));
        targets = Collections.unmodifiableMap(new EnumMap<>(targets));
        kinds = Collections.unmodifiableMap(new EnumMap<>(kinds));
        words = List.copyOf(words);
        blocks = List.copyOf(blocks);
        zeroLayers = List.copyOf(zeroLayers);
    }

    /** Looks at the layers of a seal. */
    static SealInspection of(Seal seal, SealFormat format) {
        Collection<AdapterModule> modules = seal.modules().values();
        OptionalInt contextWidth = BaseFamily.width(modules, ".attn2.to_k");
        Optional<BaseFamily> told = seal.metadata().family();
        return new SealInspection(
                format,
                seal.family(),
                told.isPresent(),
                contextWidth,
                distinct(
                        modules,
                        module -> module.innerRank().isPresent()
                                ? Optional.of(module.innerRank().getAsInt())
                                : Optional.empty()),
                distinct(
                        modules,
                        module -> module.numerator().isPresent()
                                ? Optional.of(module.numerator().getAsDouble())
                                : Optional.empty()),
                targets(modules),
                modules.size(),
                kinds(modules),
                seal.words().stream().map(SealWord::word).toList(),
                (int) modules.stream()
                        .filter(module -> module.magnitude().isPresent())
                        .count(),
                modules.stream().mapToLong(AdapterModule::parameters).sum(),
                BlockStrength.of(modules),
                modules.stream()
                        .filter(DeltaNorm::isZero)
                        .map(AdapterModule::path)
                        .toList(),
                half(modules),
                seal.metadata());
    }

    private static <T extends Comparable<T>> SortedSet<T> distinct(
            Collection<AdapterModule> modules, Function<AdapterModule, Optional<T>> property) {
        return modules.stream().map(property).flatMap(Optional::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<Target, Integer> targets(Collection<AdapterModule> modules) {
        Map<Target, Integer> targets = new EnumMap<>(Target.class);
        modules.forEach(module -> targets.merge(Target.of(module.path()), 1, Integer::sum));
        return targets;
    }

    private static Map<AdapterKind, Integer> kinds(Collection<AdapterModule> modules) {
        Map<AdapterKind, Integer> kinds = new EnumMap<>(AdapterKind.class);
        modules.forEach(module -> kinds.merge(AdapterKind.of(module), 1, Integer::sum));
        return kinds;
    }

    private static HalfFit half(Collection<AdapterModule> modules) {
        float largest = 0;
        long lost = 0;
        for (AdapterModule module : modules) {
            for (HostTensor tensor : module.tensors()) {
                for (float value : tensor.values()) {
                    largest = Math.max(largest, Math.abs(value));
                    lost += value != 0 && DType.F16.round(value) == 0 ? 1 : 0;
                }
            }
        }
        return new HalfFit(largest, LARGEST_HALF / (double) largest, lost);
    }
}
