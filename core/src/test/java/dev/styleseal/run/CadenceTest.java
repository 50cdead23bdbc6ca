package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.error.BadInput;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a training looks at itself; all numbers by hand. */
class CadenceTest {
    private static final OptionalInt DERIVED = OptionalInt.empty();

    private static Preflight.Speed speed(double step, double evaluation, double preview) {
        return new Preflight.Speed(seconds(step), seconds(evaluation), seconds(preview), Duration.ZERO);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Test
    void whatFitsEasilyIsDoneAsOftenAsItHelps() {
        Cadence cadence = Cadence.of(800, speed(1, 2, 5), DERIVED, DERIVED);
        assertThat(cadence.evaluateEvery()).isEqualTo(80);
        assertThat(cadence.previewEvery()).isEqualTo(200);
        assertThat(cadence.share()).isEqualTo((11 * 2 + 5 * 5) / 847.0, within(1e-12));
        assertThat(cadence.evaluateReason())
                .hasToString("every 80 steps, 11 times with the base: 2.0 s each, 2.7 % of the time");
        assertThat(cadence.previewReason())
                .hasToString("every 200 steps, 5 times with the base: 5.0 s each, 3.0 % of the time");
        assertThat(cadence.warning()).isEmpty();
    }

    @Test
    void whatIsDearIsDoneLessOftenAndEvaluationsComeFirst() {
        Cadence cadence = Cadence.of(400, speed(1, 15, 40), DERIVED, DERIVED); // 70.6 s are to spend
        assertThat(cadence.evaluateEvery()).isEqualTo(150);
        assertThat(cadence.previewEvery()).isZero();
        assertThat(cadence.share()).isEqualTo(60 / 460.0, within(1e-12));
        assertThat(cadence.evaluateReason())
                .hasToString(
                        "every 150 steps, 4 times with the base: 15.0 s each, 13.0 % of the time; more would take over 15 % together");
        assertThat(cadence.previewReason())
                .hasToString(
                        "none: once takes 40.0 s, all steps 400.0 s, and no more than 15 % of the time is spent on looking. Give --preview-every to have them anyway");
    }

    @Test
    void whereNotEvenBaseAndEndFitNothingIsDone() {
        Cadence cadence = Cadence.of(100, speed(0.1, 1, 1), DERIVED, DERIVED); // 1.76 s are to spend
        assertThat(cadence.evaluateEvery()).isZero();
        assertThat(cadence.previewEvery()).isZero();
        assertThat(cadence.share()).isZero();
        assertThat(cadence.evaluates(0, 100)).isFalse();
        assertThat(cadence.previews(0)).isFalse();
    }

    @Test
    void wishesWinAndAShareAboveTheCustomaryIsSaid() {
        Cadence cadence = Cadence.of(100, speed(1, 1, 10), OptionalInt.of(10), OptionalInt.of(20));
        assertThat(cadence.evaluateEvery()).isEqualTo(10);
        assertThat(cadence.previewEvery()).isEqualTo(20);
        assertThat(cadence.share()).isEqualTo(71 / 171.0, within(1e-12));
        assertThat(cadence.previewReason())
                .hasToString("every 20 steps, 6 times with the base: 10.0 s each, 37.5 % of the time, as asked");
        assertThat(cadence.warning().orElseThrow())
                .hasToString(
                        "Evaluations and previews will take 41.5 % of the time; 15 % is customary. Larger --evaluate-every or --preview-every leave more of it to learning.");
    }

    @Test
    void wishedPreviewsLeaveAThirdOfTheTimeToEvaluations() {
        Cadence cadence = Cadence.of(100, speed(1, 1, 10), DERIVED, OptionalInt.of(20)); // 5.9 of 17.6 s
        assertThat(cadence.evaluateEvery()).isEqualTo(25);
        Cadence cheap = Cadence.of(100, speed(1, 1, 2), DERIVED, OptionalInt.of(50)); // 11.6 s are left
        assertThat(cheap.evaluateEvery()).isEqualTo(10);
        assertThat(cheap.warning()).isEmpty();
    }

    @Test
    void noneIsAWishTooAndNothingToDoIsNoTime() {
        Cadence cadence = Cadence.of(100, speed(1, 1, 0), OptionalInt.of(0), DERIVED);
        assertThat(cadence.evaluateEvery()).isZero();
        assertThat(cadence.evaluateReason()).hasToString("none, as asked");
        assertThat(cadence.previewReason()).hasToString("none: there is nothing to do");
        assertThatThrownBy(() -> Cadence.of(100, speed(1, 1, 0), OptionalInt.of(-1), DERIVED))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "--evaluate-every is -1. Expected a number of steps, or 0 for none. Leave it out to have it derived.");
    }

    @Test
    void theBaseAndTheEndAreAlwaysMeasured() {
        Cadence cadence = Cadence.of(70, speed(1, 0.1, 1), OptionalInt.of(30), OptionalInt.of(30));
        List<Integer> measured = IntStream.rangeClosed(0, 70)
                .filter(step -> cadence.evaluates(step, 70))
                .boxed()
                .toList();
        assertThat(measured).containsExactly(0, 30, 60, 70);
        assertThat(IntStream.rangeClosed(0, 70).filter(cadence::previews)).containsExactly(0, 30, 60);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "15,2", "50,5", "400,40", "800,80", "1000,100", "1234,110", "3000,250"})
    void stepsBetweenEvaluationsAreFriendlyNumbers(int steps, int every) {
        assertThat(FriendlyStep.of(steps, 12)).isEqualTo(every);
    }

    @Test
    void noPlanOfOursTakesMoreThanItsShare() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            int steps = 1 + random.nextInt(3000);
            Preflight.Speed speed = speed(
                    Math.exp(random.nextDouble() * 8 - 4),
                    Math.exp(random.nextDouble() * 10 - 4),
                    Math.exp(random.nextDouble() * 10 - 4));
            Cadence cadence = Cadence.of(steps, speed, DERIVED, DERIVED);
            assertThat(cadence.share()).as(steps + " steps, " + speed).isBetween(0.0, 0.15);
            long evaluations = IntStream.rangeClosed(1, steps)
                    .filter(step -> cadence.evaluates(step, steps))
                    .count();
            assertThat(evaluations).isLessThanOrEqualTo(Math.min(12, steps));
        }
    }
}
