package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What a model's configs say that programs reading it from one file will not know: one file has shapes and no configs. */
final class OneFileLoss {
    /** Values that change nothing of what is computed, or that programs have from elsewhere. */
    private static final Set<String> HARMLESS = Set.of(
            "sample_size",
            "architectures",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "projection_dim",
            "force_upcast");

    private OneFileLoss() {}

    /** What to tell whoever writes the file; nothing for models built as the published ones are. */
    static List<Message> of(ModelShapes shapes, PredictionType prediction, Function<Component, ObjectNode> configs) {
        Set<String> lost = new TreeSet<>();
        List<String> untold = new ArrayList<>();
        for (Component component : shapes.components().keySet()) {
            try {
                lost.addAll(lost(component, shapes.config(component, prediction), configs.apply(component)));
            } catch (BadInput e) {
                untold.add(component.folder());
            }
        }
        List<Message> remarks = new ArrayList<>();
        if (!untold.isEmpty()) {
            remarks.add(Message.of(
                    "shapes do not tell the heads of {0}; whoever reads the file needs the folder's configs (--base-config)",
                    String.join(", ", untold)));
        }
        if (!lost.isEmpty()) {
            remarks.add(Message.of(
                    "programs that read one file take these otherwise; they need the folder's configs (--base-config): {0}",
                    String.join(", ", lost)));
        }
        return remarks;
    }

    private static List<String> lost(Component component, ObjectNode taken, ObjectNode said) {
        return taken.properties().stream()
                .filter(value -> !value.getKey().startsWith("_") && !HARMLESS.contains(value.getKey()))
                .filter(value -> said.hasNonNull(value.getKey()) && !same(value.getValue(), said.get(value.getKey())))
                .map(value -> component.folder() + "." + value.getKey() + " = " + said.get(value.getKey()))
                .toList();
    }

    /** Numbers by value; one number may stand for a list of it. */
    private static boolean same(JsonNode one, JsonNode other) {
        Optional<JsonNode> list =
                one.isArray() == other.isArray() ? Optional.empty() : Optional.of(one.isArray() ? one : other);
        if (list.isPresent()) {
            JsonNode value = one.isArray() ? other : one;
            return !list.get().isEmpty() && list.get().valueStream().allMatch(element -> same(element, value));
        }
        return (one.isNumber() && other.isNumber()) ? one.doubleValue() == other.doubleValue() : one.equals(other);
    }
}
