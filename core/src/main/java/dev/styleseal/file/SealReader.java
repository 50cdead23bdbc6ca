package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.file.SealKey.Part;
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
    private final List<Message> problems = new ArrayList<>();

    private SealReader(SafetensorsFile file) {
        this.file = file;
        this.config = AdapterConfig.of(file);
    }

    static Seal read(SafetensorsFile file) {
        SealContent content = SealContent.of(file);
        if (content.layers().isEmpty() || !content.unusable().isEmpty()) {
            throw Unusable.error(file.path(), content);
        }
        return Seal.of(new SealReader(file).modules(content), SealMetadata.read(file.metadata()));
    }

    private List<LoraModule> modules(SealContent content) {
        List<LoraModule> modules = new ArrayList<>();
        content.layers().forEach((path, parts) -> module(path, parts).ifPresent(modules::add));
        if (!problems.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: {1}. Expected for every layer two matrices [rank, inputs] and [outputs, rank] of finite "
                            + "numbers. Fetch the file again, or use an earlier checkpoint.",
                    file.path(), Message.joined("; ", problems));
        }
        return modules;
    }

    private Optional<LoraModule> module(String path, Map<Part, TensorEntry> parts) {
        TensorEntry down = parts.get(Part.DOWN);
        TensorEntry up = parts.get(Part.UP);
        if (down == null || up == null) {
            TensorEntry alone = parts.values().iterator().next();
            problems.add(Message.of("{0} is there without its {1} matrix", alone.name(), down == null ? "down" : "up"));
            return Optional.empty();
        }
        if (!pair(down.shape(), up.shape())) {
            problems.add(Message.of(
                    "{0} {1} and {2} {3} have no common rank", down.name(), down.shape(), up.name(), up.shape()));
            return Optional.empty();
        }
        int before = problems.size();
        HostTensor a = finite(down);
        HostTensor b = finite(up);
        double alpha = alpha(path, Math.toIntExact(down.shape().get(0)), parts);
        return problems.size() > before ? Optional.empty() : Optional.of(new LoraModule(path, a, b, alpha));
    }

    private static boolean pair(List<Long> down, List<Long> up) {
        return down.size() == up.size()
                && (down.size() == 2 || down.size() == 4)
                && down.get(0) > 0
                && down.get(0).equals(up.get(1));
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
