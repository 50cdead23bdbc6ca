package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A step takes 2 s, an evaluation 5 s, a preview round 12 s (a picture 3 s), a seal 1 s. */
class TimeBudgetTest {
    private static final Settings WISHES = Settings.none().with(Setting.MINUTES, 10);

    private static Agenda nothing(int steps) {
        return new Agenda(0, 0, 0, 0, 0);
    }

    private static Rehearsal measured() {
        return new Rehearsal(
                new Preflight.Speed(
                        Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofSeconds(1)),
                Duration.ofSeconds(3),
                new Preflight.Need(1, 2),
                new Rehearsal.Sizes(1, 1, 1),
                Message.of("measured"),
                Optional.empty());
    }

    private static Plan fitted(IntFunction<Agenda> agenda, Duration spent) {
        Plan first = Recipe.plan(WISHES, SmallBase.BASE, 32);
        return new TimeBudget(WISHES, SmallBase.BASE).fitted(first, measured(), agenda, spent);
    }

    @Test
    void stepsFillWhatIsLeftButForTheReserve() {
        // (600 - 100) * 0.97 / 2 = 242.5
        Plan plan = fitted(TimeBudgetTest::nothing, Duration.ofSeconds(100));
        assertThat(plan.config().steps()).isEqualTo(242);
        assertThat(plan.config().rate().warmup()).isEqualTo(12); // 5 % of them: the schedule ends with the steps
        assertThat(plan.settings().has(Setting.MINUTES)).isFalse();
        assertThat(plan.reasons().get(Setting.STEPS))
                .hasToString(
                        "what fits into 10.0 minutes: 100 s had gone by, a step takes 2.000 s, all else 0 s, and 3 % of the rest stay in reserve");
    }

    @Test
    void whatIsDoneBesideStepsTakesItsTime() {
        // (600 - 100) * 0.97 = 485; 11 evaluations 55, 5 rounds 60, 3 seals 3, 4 pictures 12: 130; 355 / 2 = 177.5
        Plan plan = fitted(steps -> new Agenda(11, 5, 3, 1, 4), Duration.ofSeconds(100));
        assertThat(plan.config().steps()).isEqualTo(177);
    }

    @Test
    void moreStepsMeanMoreEvaluations() {
        // every 10 steps, at both ends too: 170 steps 340 s, 18 evaluations 90 s: 430; 190: 380 + 20 * 5 = 480;
        // 191: 382 + 21 * 5 = 487 > 485
        Plan plan = fitted(
                steps -> new Agenda(Agenda.fromTheStartToTheEnd(steps, 10), 0, 0, 0, 0), Duration.ofSeconds(100));
        assertThat(plan.config().steps()).isEqualTo(190);
    }

    @Test
    void thereIsAtLeastOneStep() {
        assertThat(fitted(TimeBudgetTest::nothing, Duration.ofSeconds(599))
                        .config()
                        .steps())
                .isEqualTo(1);
    }

    @Test
    void minutesThatAreOverAreRefused() {
        assertThatThrownBy(() -> fitted(TimeBudgetTest::nothing, Duration.ofSeconds(690)))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "--minutes is 10.0, and 11.5 minutes went by before the first step: for loading the base, encoding the pictures and the pre-flight. Expected time that is left for training. Give more --minutes, or --steps instead.");
    }

    @Test
    void thingsHappenFromTheStartAndSomeAtTheEnd() {
        assertThat(Agenda.fromTheStart(25, 10)).isEqualTo(3); // 0, 10, 20
        assertThat(Agenda.fromTheStartToTheEnd(25, 10)).isEqualTo(4); // and 25
        assertThat(Agenda.fromTheStartToTheEnd(30, 10)).isEqualTo(4);
        assertThat(Agenda.fromTheStart(25, 0)).isZero();
        assertThat(Agenda.fromTheStartToTheEnd(25, 0)).isZero();
    }

    @Test
    void theWholeIsAllOfIt() {
        // 100 * 2 + 11 * 5 + 5 * 12 + 3 * 1 + 4 * 3
        assertThat(measured().total(100, new Agenda(11, 5, 3, 1, 4))).isEqualTo(Duration.ofSeconds(330));
    }
}
