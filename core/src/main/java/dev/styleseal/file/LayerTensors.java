package dev.styleseal.file;

import dev.styleseal.error.Message;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** The tensors of one layer in a file, while they are read; all that is wrong with them is noted. */
final class LayerTensors {
    private final TensorFile file;
    private final String path;
    private final Map<Part, TensorEntry> parts;
    private final List<Message> problems = new ArrayList<>();
    private final List<Message> noNumbers = new ArrayList<>();
    private long nan = 0;
    private long infinite = 0;

    LayerTensors(TensorFile file, String path, Map<Part, TensorEntry> parts) {
        this.file = file;
        this.path = path;
        this.parts = parts;
    }

    String path() {
        return path;
    }

    Set<Part> present() {
        return parts.keySet();
    }

    boolean has(Part part) {
        return parts.containsKey(part);
    }

    Optional<TensorEntry> entry(Part part) {
        return Optional.ofNullable(parts.get(part));
    }

    List<Long> shape(Part part) {
        return entry(part).map(TensorEntry::shape).orElse(List.of());
    }

    /** A tensor's name and shape, for messages. */
    Message named(Part part) {
        return Message.of("{0} {1}", name(part), shape(part));
    }

    String name(Part part) {
        return entry(part).map(TensorEntry::name).orElse(path + "." + part.text());
    }

    void problem(String pattern, Object... arguments) {
        problems.add(Message.of(pattern, arguments));
    }

    /** All that is wrong, values that are no numbers last. */
    List<Message> problems() {
        List<Message> all = new ArrayList<>(problems);
        all.addAll(noNumbers);
        return all;
    }

    /** How many values are no numbers, if that alone is wrong. */
    Optional<BrokenLayer> broken() {
        return problems.isEmpty() && !noNumbers.isEmpty()
                ? Optional.of(new BrokenLayer(path, nan, infinite))
                : Optional.empty();
    }

    /** The values of a part that is there; that all are finite is noted otherwise. */
    HostTensor floats(Part part) {
        TensorEntry entry = entry(part).orElseThrow();
        HostTensor tensor = file.floats(entry.name());
        tensor.firstNotFinite().ifPresent(i -> {
            noNumbers.add(Message.of("{0} holds {1} at element {2}", entry.name(), tensor.values()[i], i));
            for (float value : tensor.values()) {
                nan += Float.isNaN(value) ? 1 : 0;
                infinite += Float.isInfinite(value) ? 1 : 0;
            }
        });
        return tensor;
    }

    /**
     * Alpha from its tensor, else from the header, else the rank, which leaves the product unscaled.
     *
     * @param told what the header says
     */
    double alpha(int rank, Optional<Double> told) {
        if (!has(Part.ALPHA)) {
            return told.orElse((double) rank);
        }
        if (entry(Part.ALPHA).orElseThrow().elements() != 1) {
            problem("{0} has shape {1} and should be one number", name(Part.ALPHA), shape(Part.ALPHA));
            return rank;
        }
        double alpha = floats(Part.ALPHA).values()[0];
        if (told.isPresent() && (float) alpha != told.get().floatValue()) {
            problem("{0} is {1}, but the header says {2}", name(Part.ALPHA), alpha, told.get());
        }
        return alpha;
    }

    /** The part that holds the lengths of a DoRA. */
    Optional<Part> lengths() {
        return has(Part.DORA_SCALE)
                ? Optional.of(Part.DORA_SCALE)
                : has(Part.MAGNITUDE) ? Optional.of(Part.MAGNITUDE) : Optional.empty();
    }

    /**
     * The lengths of a DoRA. Which axis they belong to shows in their shape; peft's are always of the output.
     *
     * @param inputs whether a number can be that of the layer's inputs
     * @param shown the inputs, for messages
     */
    Optional<DoraMagnitude> magnitude(long outputs, LongPredicate inputs, Object shown) {
        Optional<Part> part = lengths();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        TensorEntry entry = entry(part.get()).orElseThrow();
        List<Long> shape = entry.shape();
        boolean lyCoris = part.get() == Part.DORA_SCALE && shape.size() > 1;
        boolean ofInputs = lyCoris
                && shape.get(0) == 1
                && outputs != 1
                && shape.get(1) == entry.elements()
                && inputs.test(shape.get(1));
        boolean ofOutputs = lyCoris
                ? shape.get(0) == outputs && entry.elements() == outputs
                : entry.elements() == outputs && shape.contains(outputs);
        if (!(ofOutputs || ofInputs)) {
            problem(
                    "{0} has shape {1} and should hold one number for each of {2} outputs (or {3} inputs, as [1, {3}])",
                    entry.name(), shape, outputs, shown);
            return Optional.empty();
        }
        float[] values = floats(part.get()).values();
        return Optional.of(new DoraMagnitude(
                HostTensor.of(values, values.length), ofInputs ? DoraMagnitude.Axis.INPUT : DoraMagnitude.Axis.OUTPUT));
    }
}
