package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the tensors of a file into the layers of a seal; all that is wrong goes into one error. */
final class SealReader {
    private final TensorFile file;
    private final Optional<AdapterConfig> config;
    private final List<Message> problems = new ArrayList<>();

    private SealReader(TensorFile file, Optional<AdapterConfig> config) {
        this.file = file;
        this.config = config;
    }

    /** Reads a file that stands for itself. */
    static Seal read(TensorFile file) {
        return Seal.of(modules(file, SealContent.of(file), AdapterConfig.of(file)), SealMetadata.read(file.metadata()));
    }

    /**
     * The layers in one file.
     *
     * @param config where it keeps rank and alpha, if not beside the tensors
     */
    static List<AdapterModule> modules(TensorFile file, SealContent content, Optional<AdapterConfig> config) {
        if (content.layers().isEmpty() || !content.unusable().isEmpty()) {
            throw Unusable.error(file.path(), content);
        }
        return new SealReader(file, config).modules(content);
    }

    private List<AdapterModule> modules(SealContent content) {
        List<AdapterModule> modules = new ArrayList<>();
        content.layers().forEach((path, parts) -> module(path, parts).ifPresent(modules::add));
        if (!problems.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: {1}. Expected for every layer two matrices [rank, inputs] and [outputs, rank] of finite "
                            + "numbers. Fetch the file again, or use an earlier checkpoint.",
                    file.path(), Message.joined("; ", problems));
        }
        return modules;
    }

    private Optional<AdapterModule> module(String path, Map<Part, TensorEntry> parts) {
        TensorEntry down = parts.get(Part.DOWN);
        TensorEntry up = parts.get(Part.UP);
        if (down == null || up == null) {
            TensorEntry alone = parts.values().iterator().next();
            problems.add(Message.of("{0} is there without its {1} matrix", alone.name(), down == null ? "down" : "up"));
            return Optional.empty();
        }
        if (!LoraModule.isPair(down.shape(), up.shape())) {
            problems.add(Message.of(
                    "{0} {1} and {2} {3} have no common rank", down.name(), down.shape(), up.name(), up.shape()));
            return Optional.empty();
        }
        int before = problems.size();
        HostTensor a = finite(down);
        HostTensor b = finite(up);
        double alpha = alpha(path, Math.toIntExact(down.shape().get(0)), parts);
        Optional<DoraMagnitude> magnitude =
                magnitude(parts, up.shape().get(0), down.shape().get(1));
        if (config.isPresent() && config.get().dora(path) && magnitude.isEmpty()) {
            problems.add(Message.of("{0} is one of a DoRA, but its magnitude is not there", down.name()));
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
            problems.add(Message.of(
                    "{0} has shape {1} and should hold one number for each of {2} outputs (or {3} inputs, as [1, {3}])",
                    entry.name(), shape, outputs, inputs));
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
                .ifPresent(i ->
                        problems.add(Message.of("{0} holds {1} at element {2}", entry.name(), tensor.values()[i], i)));
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
            problems.add(Message.of("{0} has shape {1} and should be one number", entry.name(), entry.shape()));
            return rank;
        }
        double alpha = finite(entry).values()[0];
        if (told.isPresent() && (float) alpha != told.get().floatValue()) {
            problems.add(Message.of("{0} is {1}, but the header says {2}", entry.name(), alpha, told.get()));
        }
        return alpha;
    }
}
