package dev.styleseal.nn;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Which tensors of a source a network took, and which it could not. */
final class Ledger {
    private static final int SHOWN = 20;

    private final TensorSource weights;
    private final Set<String> taken = new HashSet<>();
    private final List<Message> problems = new ArrayList<>();

    Ledger(TensorSource weights) {
        this.weights = weights;
    }

    /** The tensor, or an empty one and a note if it is missing or of another shape. */
    Tensor take(String name, long... shape) {
        Tensor tensor = weights.tensor(name, shape);
        taken.add(name);
        if (tensor == null) {
            problems.add(Message.of("missing: {0} {1}", name, Arrays.toString(shape)));
        } else if (!Arrays.equals(tensor.shape(), shape)) {
            problems.add(Message.of(
                    "wrong shape: {0} is {1}, expected {2}",
                    name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
        } else {
            return tensor;
        }
        return Scope.own(torch.empty(0));
    }

    void requireComplete(String component, Object source) {
        Set<String> left = new TreeSet<>(weights.names());
        left.removeAll(taken);
        left.forEach(name -> problems.add(Message.of("unexpected: {0}", name)));
        if (!problems.isEmpty()) {
            throw new CorruptFile(
                    "{0} does not hold the {1} that its configuration describes; {2} tensors do not fit: {3}. Check that weights and configuration belong together, or fetch the model again.",
                    source, component, problems.size(), shown());
        }
    }

    private Message shown() {
        Message list = Message.joined("; ", problems.subList(0, Math.min(SHOWN, problems.size())));
        return problems.size() > SHOWN ? Message.of("{0}; and {1} more", list, problems.size() - SHOWN) : list;
    }
}
