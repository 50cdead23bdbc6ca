package dev.styleseal.file;

import dev.styleseal.lora.Spectrum;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** Reads a seal, a second for some hundred layers of rank 32; errors as {@link Seal#open}. */
    public static SealHealth of(Path seal) {
        List<LayerHealth> layers = LayerHealth.of(Seal.open(seal));
        return new SealHealth(layers, FileHashes.of(seal));
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
