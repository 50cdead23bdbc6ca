package dev.styleseal.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
     * The steps whose checkpoints may go.
     *
     * @param present steps whose checkpoints are there
     * @param choice all scores so far; checkpoints without a score go first
     * @param keep how many stay at least, if there are so many; 0 for all
     */
    public static SortedSet<Integer> superfluous(Collection<Integer> present, CheckpointChoice choice, int keep) {
        SortedSet<Integer> superfluous = new TreeSet<>();
        if (keep == 0 || present.isEmpty()) {
            return superfluous;
        }
        SortedSet<Integer> all = new TreeSet<>(present);
        Set<Integer> stay = new HashSet<>(choice.withinNoise());
        choice.leader().ifPresent(stay::add);
        stay.add(all.last());
        stay.retainAll(all);
        List<Integer> others = all.stream()
                .filter(step -> !stay.contains(step))
                .sorted(byWorth(choice))
                .toList();
        others.stream().limit(Math.max(0, keep - stay.size())).forEach(stay::add);
        all.stream().filter(step -> !stay.contains(step)).forEach(superfluous::add);
        return superfluous;
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
