package dev.styleseal.run;

import static dev.styleseal.run.Scores.choice;
import static dev.styleseal.run.Scores.even;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Which checkpoint becomes the seal; all numbers by hand. */
class CheckpointChoiceTest {
    private static final Set<Integer> ALL = Set.of(10, 20, 30, 40);
    private static final LossScore BASE = even(0, 0.1);

    /** 0.0803 on the mean, 0.0003 above 0.08 with a standard error of 0.0007. */
    private static LossScore wavering(int step) {
        return Scores.of(step, 0.082, 0.078, 0.082, 0.078, 0.082, 0.078, 0.082, 0.0804);
    }

    private static IntFunction<Optional<Choice.Guard>> memorised(List<Integer> asked, Set<Integer> steps) {
        return step -> {
            asked.add(step);
            return Optional.of(new Choice.Guard(steps.contains(step), 0.97, 0.8, OptionalDouble.of(0.1)));
        };
    }

    @Test
    void theLowestWinsIfNoneBeforeItIsWithinNoise() {
        Choice chosen =
                choice(BASE, even(10, 0.09), even(20, 0.08), even(30, 0.085)).choose(30, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(chosen.claimed()).isTrue();
        assertThat(chosen.reason())
                .hasToString(
                        "step 20 of 30: held-out loss 0.0800, 20.0 % below the base and the lowest of 3 checkpoints that were kept");
        assertThat(chosen.candidates()).extracting(Choice.Candidate::step).containsExactly(10, 20, 30);
        assertThat(chosen.candidates().get(0).behind()).isEqualTo(0.125, within(1e-9));
        assertThat(chosen.candidates().get(0).margin()).isZero();
    }

    @Test
    void anEarlierOneWithinNoiseOfTheLowestWins() {
        CheckpointChoice choice = choice(BASE, even(10, 0.081), wavering(20), even(30, 0.08), even(40, 0.09));
        Choice chosen = choice.choose(40, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(choice.withinNoise()).containsExactly(20, 30);
        assertThat(chosen.reason())
                .hasToString(
                        "step 20 of 40: held-out loss 0.0803, 19.7 % below the base; the lowest was 0.0800 at step 30, within noise (0.4 % apart, one standard error is 0.9 %), so the earlier one");
        assertThat(chosen.candidates().get(1).margin()).isEqualTo(0.0007 / 0.08, within(1e-6));
    }

    @Test
    void theBaseIsNeverChosenButItIsSaidThatNoneIsBetter() {
        Choice chosen = choice(BASE, even(10, 0.12), even(20, 0.11)).choose(20, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(chosen.claimed()).isFalse();
        assertThat(chosen.reason())
                .hasToString(
                        "step 20 of 20: held-out loss 0.1100, while the base alone has 0.1000. No checkpoint is better than the base on pictures it has not seen; this one is the earliest of the least bad");
    }

    @Test
    void oneWithinNoiseOfTheLowestButNotBetterThanTheBaseIsPassedOver() {
        LossScore worse = Scores.of(10, 0.12, 0.09, 0.12, 0.09, 0.12, 0.09, 0.12, 0.09); // 0.105
        LossScore better = Scores.of(20, 0.099, 0.101, 0.099, 0.101, 0.099, 0.101, 0.099, 0.098); // 0.099625
        CheckpointChoice choice = choice(BASE, worse, better);
        assertThat(choice.withinNoise()).containsExactly(10, 20);
        Choice chosen = choice.choose(20, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(chosen.reason().text()).contains("0.4 % below the base (within noise) and the lowest");
    }

    @Test
    void withoutWithheldPicturesTheLastIsTakenAndNothingClaimed() {
        LossScore base = new LossScore(0, false, BASE.losses());
        LossScore low = new LossScore(10, false, even(10, 0.01).losses());
        LossScore last = new LossScore(20, false, even(20, 0.09).losses());
        CheckpointChoice choice = choice(base, low, last);
        Choice chosen = choice.choose(20, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(chosen.claimed()).isFalse();
        assertThat(chosen.candidates()).isEmpty();
        assertThat(chosen.reason())
                .hasToString(
                        "step 20, the last: no pictures were withheld, so nothing tells which checkpoint is best on new ones");
        assertThat(choice.shouldStop(1)).isFalse();
        assertThat(choice.choose(20, ALL, memorised(new ArrayList<>(), Set.of(20)))
                        .reason()
                        .text())
                .endsWith(
                        ". Its pictures repeat training pictures (likeness 0.97, 0.80 would be ordinary): look at them before you use it");
    }

    @Test
    void withoutAnyEvaluationTheLastIsTaken() {
        Choice chosen = CheckpointChoice.empty().choose(7, Set.of(7), step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(7);
        assertThat(chosen.reason())
                .hasToString("step 7, the last: the loss on withheld pictures was not measured after any step");
        assertThat(choice(BASE).choose(7, Set.of(), step -> Optional.empty()).step())
                .isEqualTo(7);
    }

    @Test
    void aCheckpointThatRepeatsItsPicturesGivesWayToTheNextEarlierOne() {
        List<Integer> asked = new ArrayList<>();
        CheckpointChoice choice = choice(BASE, even(10, 0.095), even(20, 0.09), even(30, 0.08), even(40, 0.085));
        Choice chosen = choice.choose(40, ALL, memorised(asked, Set.of(30)));
        assertThat(asked).containsExactly(30, 20);
        assertThat(chosen.step()).isEqualTo(20);
        assertThat(chosen.reason())
                .hasToString(
                        "by its loss it would be step 30 of 40: held-out loss 0.0800, 20.0 % below the base and the lowest of 4 checkpoints that were kept; but its pictures repeat training pictures (likeness 0.97, 0.80 would be ordinary), so step 20 of 40: held-out loss 0.0900, 10.0 % below the base, the nearest earlier one that does not");
        assertThat(chosen.candidates().get(2).guard().orElseThrow().memorised()).isTrue();
        assertThat(chosen.candidates().get(3).guard()).isEmpty();
    }

    @Test
    void onlyEarlierOnesThatBeatTheBaseAndAreStillThereAreAsked() {
        List<Integer> asked = new ArrayList<>();
        CheckpointChoice choice = choice(BASE, even(5, 0.11), even(10, 0.095), even(20, 0.09), even(30, 0.08));
        Choice chosen = choice.choose(30, Set.of(5, 10, 30), memorised(asked, Set.of(30, 10)));
        assertThat(asked).containsExactly(30, 10);
        assertThat(chosen.step()).isEqualTo(30);
        assertThat(chosen.reason().text())
                .endsWith(
                        "lowest of 3 checkpoints that were kept. Its pictures repeat training pictures (likeness 0.97, 0.80 would be ordinary): look at them before you use it; no earlier checkpoint that is better than the base is free of it");
    }

    @Test
    void anInterruptedRunChoosesAmongWhatWasMeasured() {
        Choice chosen = choice(BASE, even(10, 0.09), even(20, 0.095)).choose(27, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(10);
        assertThat(chosen.lastStep()).isEqualTo(27);
    }

    @Test
    void aLossThatIsNotFiniteIsNoCandidate() {
        Choice chosen = choice(BASE, even(10, 0.09), even(20, Double.NaN)).choose(20, ALL, step -> Optional.empty());
        assertThat(chosen.step()).isEqualTo(10);
        Choice none = choice(BASE, even(20, Double.NaN)).choose(20, ALL, step -> Optional.empty());
        assertThat(none.claimed()).isFalse();
        assertThat(none.reason()).hasToString("step 20, the last: no two losses on withheld pictures can be compared");
    }

    @Test
    void patienceRunsOutAfterSoManyEvaluationsWithoutABetterOne() {
        CheckpointChoice choice = choice(BASE, even(10, 0.08), even(20, 0.09), wavering(30));
        assertThat(choice.leader()).contains(10);
        assertThat(choice.shouldStop(2)).isTrue();
        assertThat(choice.shouldStop(3)).isFalse();
        assertThat(choice.shouldStop(0)).isFalse();
        CheckpointChoice better = choice.with(even(40, 0.07));
        assertThat(better.leader()).contains(40);
        assertThat(better.shouldStop(1)).isFalse();
    }

    @Test
    void theScoresAreAllOfItsState() {
        CheckpointChoice grown =
                CheckpointChoice.empty().with(BASE).with(wavering(10)).with(even(20, 0.08));
        CheckpointChoice rebuilt = new CheckpointChoice(grown.scores());
        assertThat(rebuilt).isEqualTo(grown);
        assertThat(rebuilt.choose(20, ALL, step -> Optional.empty()))
                .isEqualTo(grown.choose(20, ALL, step -> Optional.empty()));
    }

    @Test
    void smallLossesKeepThreeDigits() {
        Choice chosen = choice(even(0, 0.002), even(10, 0.001234)).choose(10, ALL, step -> Optional.empty());
        assertThat(chosen.reason().text()).contains("held-out loss 0.00123,");
    }

    @Test
    void scoresThatCannotBeComparedAreRefused() {
        assertThatThrownBy(() -> choice(even(10, 0.1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> choice(BASE, even(20, 0.1), even(10, 0.1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> choice(BASE, Scores.of(10, 0.1))).isInstanceOf(IllegalArgumentException.class);
    }
}
