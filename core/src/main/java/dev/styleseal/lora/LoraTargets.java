package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.nn.LinearSlot;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which projections an adapter joins, by the ends of their names, as peft's {@code target_modules} does.
 *
 * @param name what the user called the set
 * @param endings ends of dotted names, such as {@code to_q} or {@code ff.net.2}
 */
public record LoraTargets(String name, List<String> endings) {
    private static final List<String> ATTENTION =
            List.of("to_q", "to_k", "to_v", "to_out.0", "q_proj", "k_proj", "v_proj", "out_proj");
    private static final List<String> FEED_FORWARD = List.of("ff.net.0.proj", "ff.net.2", "mlp.fc1", "mlp.fc2");
    private static final List<String> IN_AND_OUT = List.of("proj_in", "proj_out");

    public LoraTargets {
        endings = List.copyOf(endings);
    }

    /** Queries, keys, values and outputs of every attention. */
    public static LoraTargets attention() {
        return new LoraTargets("attention", ATTENTION);
    }

    /** Attention and feed-forward layers. */
    public static LoraTargets attentionAndFeedForward() {
        return new LoraTargets("attention+ff", joined(ATTENTION, FEED_FORWARD));
    }

    /** Every projection of every transformer: what kohya's trainer joins by default. */
    public static LoraTargets all() {
        return new LoraTargets("all", joined(joined(ATTENTION, FEED_FORWARD), IN_AND_OUT));
    }

    /**
     * A named set, or endings separated by commas.
     *
     * @throws BadInput if nothing is named
     */
    public static LoraTargets named(String text) {
        return switch (text) {
            case "attention" -> attention();
            case "attention+ff" -> attentionAndFeedForward();
            case "all" -> all();
            default -> ofEndings(text);
        };
    }

    private static LoraTargets ofEndings(String text) {
        List<String> endings = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(ending -> !ending.isEmpty())
                .toList();
        if (endings.isEmpty()) {
            throw new BadInput(
                    "No target is named in \"{0}\". Expected attention, attention+ff, all, or ends of names such as to_q,to_v. Leave the option out for all.",
                    text);
        }
        return new LoraTargets(text, endings);
    }

    public boolean matches(String path) {
        return endings.stream().anyMatch(ending -> path.equals(ending) || path.endsWith("." + ending));
    }

    /**
     * Refuses endings that match none of the slots; in the named sets that is fine, since networks differ.
     *
     * @throws BadInput naming the endings that match nothing and those that would
     */
    public void requireMatches(Collection<LinearSlot> slots) {
        if (Set.of("attention", "attention+ff", "all").contains(name)) {
            return;
        }
        List<String> idle = endings.stream()
                .filter(ending -> slots.stream()
                        .noneMatch(slot -> slot.path().endsWith("." + ending)
                                || slot.path().equals(ending)))
                .toList();
        if (!idle.isEmpty()) {
            Set<String> valid =
                    slots.stream().map(LoraTargets::lastName).collect(Collectors.toCollection(TreeSet::new));
            throw new BadInput(
                    "Targets {0} match no projection of this model. Expected ends of names such as {1}. Correct --targets.",
                    idle, valid);
        }
    }

    private static String lastName(LinearSlot slot) {
        String[] parts = slot.path().split("\\.", -1);
        String last = parts[parts.length - 1];
        return last.chars().allMatch(Character::isDigit) ? parts[parts.length - 2] + "." + last : last;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
