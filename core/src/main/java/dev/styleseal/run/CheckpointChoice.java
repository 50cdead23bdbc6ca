package dev.styleseal.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Which checkpoint becomes the seal, decided by the losses so far; these are its whole state.
 *
 * <p>The rule, on pictures that training never saw: find the checkpoint of the lowest mean loss; among all whose paired
 * difference to it is at most one standard error ({@link PairedDifference}), take the earliest. That is the
 * one-standard-error rule (Breiman, Friedman, Olshen and Stone 1984, Classification and Regression Trees, section 3.4.3;
 * Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.10), with training steps as the
 * measure of complexity and, other than there, the error of differences, since all checkpoints are measured with the same
 * noise. If any checkpoint is better than the base, only such are looked at. Step 0, the base, is never taken.
 *
 * <p>Without withheld pictures a lower loss proves nothing, so the last checkpoint is taken, and no best is claimed.
 *
 * @param scores by step, ascending; the first is that of step 0, all of the same pictures and timesteps
 */
public record CheckpointChoice(List<LossScore> scores) {
    public CheckpointChoice {
        scores = List.copyOf(scores);
        for (int i = 0; i < scores.size(); i++) {
            requireNext(scores, i);
        }
    }

    private static void requireNext(List<LossScore> scores, int i) {
        LossScore score = scores.get(i);
        LossScore base = scores.get(0);
        boolean ascending =
                i == 0 ? score.step() == 0 : score.step() > scores.get(i - 1).step();
        if (!ascending || score.heldOut() != base.heldOut() || !shape(score).equals(shape(base))) {
            throw new IllegalArgumentException("score " + i + ", of step " + score.step() + ", does not fit");
        }
    }

    private static List<Integer> shape(LossScore score) {
        return score.losses().stream().map(List::size).toList();
    }

    /** Before the first evaluation. */
    public static CheckpointChoice empty() {
        return new CheckpointChoice(List.of());
    }

    /** After one more evaluation. */
    public CheckpointChoice with(LossScore score) {
        List<LossScore> more = new ArrayList<>(scores);
        more.add(score);
        return new CheckpointChoice(more);
    }

    /** Whether there are losses on pictures that training never saw, of the base and of a checkpoint, that can be compared. */
    public boolean decides() {
        return !standings(step -> true).isEmpty();
    }

    /** The step that the rule takes as things stand; empty where {@link #decides} is false. */
    public Optional<Integer> leader() {
        return leader(standings(step -> true)).map(Standing::step);
    }

    /** The steps the rule could take: within one standard error of the lowest. None where {@link #decides} is false. */
    public List<Integer> withinNoise() {
        return standings(step -> true).stream()
                .filter(standing -> standing.toLowest().withinNoise())
                .map(Standing::step)
                .toList();
    }

    /**
     * Whether so many evaluations came after the checkpoint that the rule would take.
     *
     * @param patience 0 for never
     */
    public boolean shouldStop(int patience) {
        Optional<Integer> leader = leader();
        return patience > 0
                && leader.isPresent()
                && scores.stream().filter(score -> score.step() > leader.get()).count() >= patience;
    }

    /**
     * Decides. The guard is asked for the pictures of the checkpoint that the rule takes; if these repeat training pictures,
     * for those of the next earlier ones that are better than the base, until some do not.
     *
     * @param lastStep of the training, measured or not; its checkpoint is there
     * @param available steps whose checkpoints still are there
     * @param guard looks at the pictures of the checkpoint of a step; empty if it does not look
     */
    public Choice choose(int lastStep, Set<Integer> available, IntFunction<Optional<Choice.Guard>> guard) {
        List<Standing> standings = standings(step -> available.contains(step) || step == lastStep);
        Map<Integer, Choice.Guard> seen = new TreeMap<>();
        Optional<Standing> leader = leader(standings);
        if (leader.isEmpty()) {
            boolean memorised = memorised(lastStep, guard, seen);
            ChoiceReason reason = new ChoiceReason(this, lastStep, standings, seen);
            return new Choice(lastStep, lastStep, false, reason.last(memorised), List.of());
        }
        Standing winner = leader.get();
        Optional<Standing> clean = standings.stream()
                .filter(each -> each.step() <= winner.step() && (each.beatsBase() || each.equals(winner)))
                .sorted(Comparator.comparingInt(Standing::step).reversed())
                .filter(each -> !memorised(each.step(), guard, seen))
                .findFirst();
        Standing taken = clean.orElse(winner);
        ChoiceReason reason = new ChoiceReason(this, lastStep, standings, seen);
        return new Choice(
                taken.step(),
                lastStep,
                taken.beatsBase(),
                reason.of(winner, clean),
                standings.stream()
                        .map(each -> each.candidate(Optional.ofNullable(seen.get(each.step()))))
                        .toList());
    }

    private static boolean memorised(
            int step, IntFunction<Optional<Choice.Guard>> guard, Map<Integer, Choice.Guard> seen) {
        Optional<Choice.Guard> found = guard.apply(step);
        found.ifPresent(each -> seen.put(step, each));
        return found.map(Choice.Guard::memorised).orElse(false);
    }

    private static Optional<Standing> leader(List<Standing> standings) {
        boolean better = standings.stream().anyMatch(Standing::beatsBase);
        return standings.stream()
                .filter(standing -> standing.toLowest().withinNoise() && (standing.beatsBase() || !better))
                .findFirst();
    }

    /** Of checkpoints that can be compared, by step. */
    private List<Standing> standings(IntPredicate there) {
        if (scores.isEmpty()
                || !scores.get(0).heldOut()
                || !Double.isFinite(scores.get(0).mean())) {
            return List.of();
        }
        List<LossScore> measured = scores.stream()
                .filter(score -> score.step() > 0 && there.test(score.step()) && Double.isFinite(score.mean()))
                .toList();
        Optional<LossScore> lowest = measured.stream().min(Comparator.comparingDouble(LossScore::mean));
        return measured.stream()
                .map(score -> Standing.of(score, lowest.orElseThrow(), scores.get(0)))
                .toList();
    }
}
