package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the tensors of a file into the layers of a seal; all that is wrong goes into one error. */
final class SealReader {
    private final SafetensorsFile file;
    private final Optional<AdapterConfig> config;
    private final List<String> problems = new ArrayList<>();

    private SealReader(SafetensorsFile file, Optional<AdapterConfig> config) {
        this.file = file;
        this.config = config;
    }

    /** Reads a file that stands for itself. */
    static Seal read(SafetensorsFile file) {
        return Seal.of(modules(file, SealContent.of(file), AdapterConfig.of(file)), SealMetadata.read(file.metadata()));
    }

    /**
     * The layers in one file.
     *
     * @param config where it keeps rank and alpha, if not beside the tensors
     */
    static List<LoraModule> modules(SafetensorsFile file, SealContent content, Optional<AdapterConfig> config) {
        if (content.layers().isEmpty() || !content.unusable().isEmpty()) {
            throw Unusable.error(file.path(), content);
        }
        return new SealReader(file, config).modules(content);
    }

    private List<LoraModule> modules(SealContent content) {
        List<LoraModule> modules = new ArrayList<>();
        content.layers().forEach((path, parts) -> module(path, parts).ifPresent(modules::add));
        if (!problems.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: {1}. Expected for every layer two matrices [rank, inputs] and [outputs, rank] of finite "
                            + "numbers. Fetch the file again, or use an earlier checkpoint.",
                    file.path(), String.join("; ", problems));
        }
        return modules;
    }

    private Optional<LoraModule> module(String path, Map<Part, TensorEntry> parts) {
        TensorEntry down = parts.get(Part.DOWN);
        TensorEntry up = parts.get(Part.UP);
        if (down == null || up == null) {
            TensorEntry alone = parts.values().iterator().next();
            problems.add(alone.name() + " is there without its " + (down == null ? "down" : "up") + " matrix");
            return Optional.empty();
        }
        if (!LoraModule.isPair(down.shape(), up.shape())) {
            problems.add(
                    down.name() + " " + down.shape() + " and " + up.name() + " " + up.shape() + " have no common rank");
            return Optional.empty();
        }
        int before = problems.size();
        HostTensor a = finite(down);
        HostTensor b = finite(up);
        double alpha = alpha(path, Math.toIntExact(down.shape().get(0)), parts);
        Optional<DoraMagnitude> magnitude =
                magnitude(parts, up.shape().get(0), down.shape().get(1));
        if (config.isPresent() && config.get().dora(path) && magnitude.isEmpty()) {
            problems.add(down.name() + " is one of a DoRA, but its magnitude is not there");
        }
        return problems.size() > before ? Optional.empty() : Optional.of(new LoraModule(path, a, b, alpha, magnitude));
    }

    /** The lengths of a DoRA. Which axis they belong to shows in their shape; peft's are always of the output. */
    private Optional<DoraMagnitude> magnitude(Map<Part, TensorEntry> parts, long outputs, long inputs) {
        TensorEntry entry = parts.getOrDefault(Part.DORA_SCALE, parts.get(Part.MAGNITUDE));
        if (entry == null) {
            return Optional.empty();
        }
        List<Long> shape = entry.shape();
        boolean lyCoris = parts.containsKey(Part.DORA_SCALE) && shape.size() > 1;
        boolean ofInputs = lyCoris && shape.get(0) == 1 && shape.get(1) == inputs && outputs != 1;
        boolean ofOutputs = lyCoris
                ? shape.get(0) == outputs && entry.elements() == outputs
                : entry.elements() == outputs && shape.contains(outputs);
        if (!(ofOutputs || ofInputs) || entry.elements() != (ofInputs ? inputs : outputs)) {
            problems.add(entry.name() + " has shape " + shape + " and should hold one number for each of " + outputs
                    + " outputs (or " + inputs + " inputs, as [1, " + inputs + "])");
            return Optional.empty();
        }
        HostTensor values = finite(entry);
        return Optional.of(new DoraMagnitude(
                HostTensor.of(values.values(), values.values().length),
                ofInputs ? DoraMagnitude.Axis.INPUT : DoraMagnitude.Axis.OUTPUT));
    }

    private HostTensor finite(TensorEntry entry) {
        HostTensor tensor = file.floats(entry.name());
        tensor.firstNotFinite()
                .ifPresent(i -> problems.add(entry.name() + " holds " + tensor.values()[i] + " at element " + i));
        return tensor;
    }

    /** Alpha from its tensor, else from the header, else the rank, which leaves the product unscaled. */
    private double alpha(String path, int rank, Map<Part, TensorEntry> parts) {
        Optional<Double> told = config.map(adapter -> adapter.alpha(path, rank));
        TensorEntry entry = parts.get(Part.ALPHA);
        if (entry == null) {
            return told.orElse((double) rank);
        }
        if (entry.elements() != 1) {
            problems.add(entry.name() + " has shape " + entry.shape() + " and should be one number");
            return rank;
        }
        double alpha = finite(entry).values()[0];
        if (told.isPresent() && (float) alpha != told.get().floatValue()) {
            problems.add(entry.name() + " is " + alpha + ", but the header says " + told.get());
        }
        return alpha;
    }
}
