package dev.styleseal.run;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which checkpoints stay on the disk. What the rule takes or could take ({@link CheckpointChoice}) and the newest always
 * stay, even if these are more than were asked for; of the others those of the lowest held-out loss, to which the choice
 * falls back if the pictures of the best are not its own. Where nothing was withheld, the newest.
 */
public final class Retention {
    /** Enough for the rule and a few to go back to. */
    public static final int DEFAULT = 5;

    private Retention() {}

    /**
     * The steps whose checkpoints may go, ascending.
     *
     * @param present steps whose checkpoints are there, each once
     * @param choice all scores so far; checkpoints without a score go first
     * @param keep how many stay at least, if there are so many; 0 for all
     */
    public static List<Integer> superfluous(Collection<Integer> present, CheckpointChoice choice, int keep) {
        if (keep == 0 || present.isEmpty()) {
            return List.of();
        }
        Set<Integer> stay = new HashSet<>(choice.withinNoise()); // the leader is one of them
        stay.add(Collections.max(present));
        stay.retainAll(present);
        List<Integer> others = present.stream()
                .filter(step -> !stay.contains(step))
                .sorted(byWorth(choice))
                .toList();
        return others.stream().skip(Math.max(0, keep - stay.size())).sorted().toList();
    }

    /** The worthiest first; of equals the newer. */
    private static Comparator<Integer> byWorth(CheckpointChoice choice) {
        Comparator<Integer> newest = Comparator.reverseOrder();
        if (!choice.decides()) {
            return newest;
        }
        Map<Integer, LossScore> scores =
                choice.scores().stream().collect(Collectors.toMap(LossScore::step, Function.identity()));
        Comparator<Integer> lowest = Comparator.comparingDouble(
                step -> scores.containsKey(step) ? scores.get(step).mean() : Double.POSITIVE_INFINITY);
        return lowest.thenComparing(newest);
    }
}
