package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.nn.LayerSlot;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which layers an adapter joins, by the ends of their names, as peft's {@code target_modules} does.
 *
 * @param name what the user called the set
 * @param endings ends of dotted names, such as {@code to_q} or {@code ff.net.2}
 */
public record LoraTargets(String name, List<String> endings) {
    private static final List<String> ATTENTION =
            List.of("to_q", "to_k", "to_v", "to_out.0", "q_proj", "k_proj", "v_proj", "out_proj");
    private static final List<String> FEED_FORWARD = List.of("ff.net.0.proj", "ff.net.2", "mlp.fc1", "mlp.fc2");
    private static final List<String> IN_AND_OUT = List.of("proj_in", "proj_out");
    /** All of residual blocks and of the layers between levels. */
    private static final List<String> BLOCKS =
            List.of("conv1", "conv2", "conv_shortcut", "time_emb_proj", "downsamplers.0.conv", "upsamplers.0.conv");

    private static final List<String> ENDS = List.of("conv_in", "conv_out", "linear_1", "linear_2");

    private static final Map<String, List<String>> SETS = sets();

    private static Map<String, List<String>> sets() {
        Map<String, List<String>> sets = new LinkedHashMap<>();
        sets.put("attention", ATTENTION);
        sets.put("attention+ff", joined(ATTENTION, FEED_FORWARD));
        sets.put("all", joined(sets.get("attention+ff"), IN_AND_OUT));
        sets.put("all+conv", joined(sets.get("all"), BLOCKS));
        sets.put("full", joined(sets.get("all+conv"), ENDS));
        return sets;
    }

    public LoraTargets {
        endings = List.copyOf(endings);
    }

    /** Queries, keys, values and outputs of every attention. */
    public static LoraTargets attention() {
        return named("attention");
    }

    /**
     * A named set, or endings separated by commas. The sets, each with the one before: {@code attention}; {@code
     * attention+ff}, with the feed-forward layers; {@code all}, with the ways into and out of transformers; {@code
     * all+conv}, with residual blocks and the convolutions between levels, as kohya's trainer does when it is given
     * {@code conv_dim}; {@code full}, with the first and last convolution and the time embedding.
     *
     * @throws BadInput if nothing is named
     */
    public static LoraTargets named(String text) {
        List<String> set = SETS.get(text);
        return set == null ? ofEndings(text) : new LoraTargets(text, set);
    }

    private static LoraTargets ofEndings(String text) {
        List<String> endings = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(ending -> !ending.isEmpty())
                .toList();
        if (endings.isEmpty()) {
            throw new BadInput(
                    "No target is named in \"{0}\". Expected {1}, or ends of names such as to_q,to_v. Leave the option out for all.",
                    text, String.join(", ", SETS.keySet()));
        }
        return new LoraTargets(text, endings);
    }

    public boolean matches(String path) {
        return endings.stream().anyMatch(ending -> endsWith(path, ending));
    }

    static boolean endsWith(String path, String ending) {
        return path.equals(ending) || path.endsWith("." + ending);
    }

    /**
     * Refuses endings that match none of the slots; in the named sets that is fine, since networks differ.
     *
     * @throws BadInput naming the endings that match nothing and those that would
     */
    public void requireMatches(Collection<LayerSlot> slots) {
        if (SETS.containsKey(name)) {
            return;
        }
        List<String> idle = endings.stream()
                .filter(ending -> slots.stream().noneMatch(slot -> endsWith(slot.path(), ending)))
                .toList();
        if (!idle.isEmpty()) {
            throw new BadInput(
                    "Targets {0} match no layer of this model. Expected ends of names such as {1}. Correct --targets.",
                    idle, lastNames(slots));
        }
    }

    static Set<String> lastNames(Collection<LayerSlot> slots) {
        return slots.stream().map(LoraTargets::lastName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String lastName(LayerSlot slot) {
        String[] parts = slot.path().split("\\.", -1);
        String last = parts[parts.length - 1];
        return last.chars().allMatch(Character::isDigit) ? parts[parts.length - 2] + "." + last : last;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
