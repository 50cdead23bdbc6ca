package dev.styleseal.run;

import static dev.styleseal.run.Scores.choice;
import static dev.styleseal.run.Scores.even;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which checkpoints stay. */
class RetentionTest {
    private static final LossScore BASE = even(0, 0.1);
    private static final CheckpointChoice CURVE = choice(
            BASE, even(10, 0.095), even(20, 0.085), even(30, 0.08), even(40, 0.084), even(50, 0.09), even(60, 0.1));
    private static final List<Integer> PRESENT = List.of(60, 10, 20, 30, 40, 50);

    @Test
    void theBestTheNewestAndThenTheLowestStay() {
        assertThat(Retention.superfluous(PRESENT, CURVE, 3)).containsExactly(10, 20, 50);
        assertThat(Retention.superfluous(PRESENT, CURVE, 4)).containsExactly(10, 50);
        assertThat(Retention.superfluous(PRESENT, CURVE, 1)).containsExactly(10, 20, 40, 50);
    }

    @Test
    void zeroKeepsAll() {
        assertThat(Retention.superfluous(PRESENT, CURVE, 0)).isEmpty();
        assertThat(Retention.superfluous(List.of(), CURVE, 1)).isEmpty();
    }

    @Test
    void whatTheRuleCouldTakeStaysHoweverMuchItIs() {
        LossScore wavering = Scores.of(10, 0.082, 0.078, 0.082, 0.078, 0.082, 0.078, 0.082, 0.0804);
        CheckpointChoice choice =
                choice(BASE, wavering, even(20, 0.09), even(30, 0.08), even(40, 0.08), even(50, 0.085));
        assertThat(Retention.superfluous(List.of(10, 20, 30, 40, 50), choice, 1))
                .containsExactly(20);
    }

    @Test
    void withoutWithheldPicturesTheNewestStay() {
        CheckpointChoice trained = new CheckpointChoice(CURVE.scores().stream()
                .map(score -> new LossScore(score.step(), false, score.losses()))
                .toList());
        assertThat(Retention.superfluous(PRESENT, trained, 2)).containsExactly(10, 20, 30, 40);
        assertThat(Retention.superfluous(PRESENT, CheckpointChoice.empty(), 2)).containsExactly(10, 20, 30, 40);
    }

    @Test
    void whatWasNeverMeasuredGoesFirst() {
        List<Integer> present = List.of(10, 15, 20, 25, 30, 60);
        assertThat(Retention.superfluous(present, CURVE, 4)).containsExactly(15, 25);
        assertThat(Retention.superfluous(present, CURVE, 5)).containsExactly(15);
    }

    /** As a run does it: after each evaluation what is superfluous goes. */
    @Test
    void theLeaderIsAlwaysThereWhateverTheCurve() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            CheckpointChoice choice = CheckpointChoice.empty().with(noisy(0, 0.1, random));
            Set<Integer> present = new TreeSet<>();
            for (int step = 1; step <= 12; step++) {
                choice = choice.with(noisy(step, 0.08 + 0.0004 * Math.pow(step - 6, 2), random));
                present.add(step);
                present.removeAll(Retention.superfluous(present, choice, 3));
                assertThat(present).as("seed " + seed).contains(step);
                Choice chosen = choice.choose(step, present, each -> Optional.empty());
                assertThat(present).as("seed " + seed).contains(chosen.step());
            }
        }
    }

    private static LossScore noisy(int step, double mean, Random random) {
        double[] losses = new double[Scores.PICTURES];
        Arrays.setAll(losses, i -> mean + 0.004 * random.nextGaussian());
        return Scores.of(step, losses);
    }
}
