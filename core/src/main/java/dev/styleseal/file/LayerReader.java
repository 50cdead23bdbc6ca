package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns the tensors of one layer into a module of the kind that their names speak of. */
final class LayerReader {
    /** Values in a weight; four times the largest of any Stable Diffusion. What is made must be bounded before it is. */
    static final long LARGEST_WEIGHT = 1L << 28;

    private final Optional<AdapterConfig> config;

    LayerReader(Optional<AdapterConfig> config) {
        this.config = config;
    }

    /** The module, or nothing if something is wrong with the layer, which then says what. */
    Optional<AdapterModule> read(LayerTensors layer) {
        Map<AdapterKind, Part> kinds = new TreeMap<>();
        layer.present().forEach(part -> part.kind().ifPresent(kind -> kinds.putIfAbsent(kind, part)));
        if (kinds.keySet().equals(Set.of(AdapterKind.LORA, AdapterKind.FULL)) && !layer.has(Part.DIFF)) {
            return biased(layer);
        }
        if (kinds.size() > 1) {
            List<String> names = kinds.values().stream().map(layer::name).toList();
            layer.problem("{0} belong to adapters of different kinds, all for one layer", String.join(", ", names));
            return Optional.empty();
        }
        AdapterKind kind = kinds.keySet().stream().findFirst().orElse(AdapterKind.LORA);
        return switch (kind) {
            case LORA, BIASED_LORA -> lora(layer).map(AdapterModule.class::cast);
            case LOHA -> LyCorisReader.loha(layer);
            case LOKR -> LyCorisReader.lokr(layer);
            case FULL -> LyCorisReader.full(layer, Part.DIFF, Part.DIFF_B);
            case NORM -> LyCorisReader.full(layer, Part.W_NORM, Part.B_NORM);
        };
    }

    /** LoRA whose layer's bias changes too. */
    private Optional<AdapterModule> biased(LayerTensors layer) {
        Optional<LoraModule> lora = lora(layer);
        HostTensor bias = layer.floats(Part.DIFF_B);
        if (lora.isPresent() && !bias.shape().equals(List.of((long) lora.get().outputs()))) {
            layer.problem(
                    "{0} is no bias of a layer of {1} outputs",
                    layer.named(Part.DIFF_B), lora.get().outputs());
        }
        return layer.problems().isEmpty() ? lora.map(found -> new BiasedLoraModule(found, bias)) : Optional.empty();
    }

    private Optional<LoraModule> lora(LayerTensors layer) {
        if (!layer.has(Part.DOWN) || !layer.has(Part.UP)) {
            Part alone = layer.present().iterator().next();
            layer.problem(
                    "{0} is there without its {1} matrix", layer.name(alone), layer.has(Part.DOWN) ? "up" : "down");
            return Optional.empty();
        }
        List<Long> downShape = layer.shape(Part.DOWN);
        List<Long> upShape = layer.shape(Part.UP);
        if (!LoraModule.isPair(downShape, upShape)) {
            layer.problem(
                    "{0} {1} and {2} {3} have no common rank",
                    layer.name(Part.DOWN), downShape, layer.name(Part.UP), upShape);
            return Optional.empty();
        }
        int rank = Math.toIntExact(downShape.get(0));
        if (layer.has(Part.MID) && !isCore(layer, rank)) {
            return Optional.empty();
        }
        HostTensor down = layer.floats(Part.DOWN);
        HostTensor up = layer.floats(Part.UP);
        String path = layer.path();
        double alpha = layer.alpha(rank, config.map(adapter -> adapter.alpha(path, rank)));
        long inputs = downShape.get(1);
        Optional<DoraMagnitude> magnitude = layer.magnitude(upShape.get(0), channels -> channels == inputs, inputs);
        if (config.isPresent() && config.get().dora(path) && layer.lengths().isEmpty()) {
            layer.problem("{0} is one of a DoRA, but its magnitude is not there", layer.name(Part.DOWN));
        }
        Optional<HostTensor> core = layer.has(Part.MID) ? Optional.of(layer.floats(Part.MID)) : Optional.empty();
        if (!layer.problems().isEmpty()) {
            return Optional.empty();
        }
        HostTensor whole = core.map(mid -> TuckerCore.times(mid, down)).orElse(down);
        return Optional.of(new LoraModule(path, whole, up, alpha, magnitude));
    }

    /** Whether the core of a LoCon fits between its matrices, both 1x1, and does not make too much of them. */
    private static boolean isCore(LayerTensors layer, int rank) {
        List<Long> down = layer.shape(Part.DOWN);
        List<Long> core = layer.shape(Part.MID);
        boolean fits = down.size() == 4 && down.get(2) == 1 && TuckerCore.fits(core, rank, rank);
        if (!fits || !TuckerCore.isBounded(core, down.get(1))) {
            layer.problem(
                    "{0} does not fit between {1} and {2}",
                    layer.named(Part.MID), layer.named(Part.DOWN), layer.named(Part.UP));
            return false;
        }
        return true;
    }
}
