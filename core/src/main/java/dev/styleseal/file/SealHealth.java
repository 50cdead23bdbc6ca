package dev.styleseal.file;

import dev.styleseal.lora.Spectrum;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * How a seal is, layer by layer: strength, singular values and what smaller ranks would keep. Needs no libtorch.
 *
 * @param layers by path
 * @param hashes of its file; nothing for a folder or a pickle, whose tensors have no hash that others know
 */
public record SealHealth(List<LayerHealth> layers, Optional<FileHashes> hashes) {
    public SealHealth {
        layers = List.copyOf(layers);
    }

    /**
     * Looks at the layers of a seal whose values are numbers. Needs a second for some hundred LoRA layers of rank 32.
     *
     * @param thorough whether singular values of large layers are found too, which takes seconds for each of them
     * @param done hears how many layers are finished; not by two threads at once
     * @throws dev.styleseal.error.BadInput when there is no such file
     * @throws dev.styleseal.error.CorruptFile when it is damaged or its layers are incomplete
     */
    public static SealHealth of(Path seal, boolean thorough, IntConsumer done) {
        Optional<Seal> sound = ExaminedSeal.of(seal).seal();
        int largest = thorough ? Spectra.THOROUGH : Spectra.QUICK;
        AtomicInteger count = new AtomicInteger();
        Lock telling = new ReentrantLock();
        List<LayerHealth> layers =
                sound.stream().flatMap(each -> each.modules().values().stream()).toList().parallelStream()
                        .map(module -> {
                            LayerHealth health = LayerHealth.of(module, largest);
                            telling.lock();
                            try {
                                done.accept(count.incrementAndGet());
                            } finally {
                                telling.unlock();
                            }
                            return health;
                        })
                        .toList();
        return new SealHealth(layers, FileHashes.of(seal));
    }

    /** How many layers have singular values that were not looked for, as finding them takes long. */
    public int unknown() {
        return (int) layers.stream()
                .filter(layer -> layer.matrix() && layer.spectrum().isEmpty())
                .count();
    }

    /** The share of the energy of all layers that stays when each is brought to a rank, by 1, 2, 4, ... up to all. */
    public SortedMap<Integer, Double> kept() {
        List<Spectrum> spectra =
                layers.stream().flatMap(layer -> layer.spectrum().stream()).toList();
        int most = spectra.stream().mapToInt(Spectrum::size).max().orElse(0);
        double all = spectra.stream().mapToDouble(Spectrum::energy).sum();
        SortedMap<Integer, Double> kept = new TreeMap<>();
        for (int rank = 1; rank < most && all > 0; rank *= 2) {
            int tried = rank;
            kept.put(
                    rank,
                    spectra.stream()
                                    .mapToDouble(each -> each.kept(tried) * each.energy())
                                    .sum()
                            / all);
        }
        return kept;
    }

    /** The middle of all layers' effective ranks; nothing if there are no spectra. */
    public OptionalDouble medianEffectiveRank() {
        return median(Spectrum::effectiveRank);
    }

    private OptionalDouble median(ToDoubleFunction<Spectrum> property) {
        double[] sorted = layers.stream()
                .flatMap(layer -> layer.spectrum().stream())
                .mapToDouble(property)
                .sorted()
                .toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }
}
