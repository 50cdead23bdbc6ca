package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pre-flight said one second a step. */
class SpeedWatchTest {
    private long now = 1_000;
    private long swapped;
    private int step;
    private final SpeedWatch watch = new SpeedWatch(Duration.ofSeconds(1), () -> now, () -> swapped);

    private List<String> steps(int count, double seconds) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            now += 3_600_000_000_000L; // a preview of an hour between two steps
            watch.begin();
            now += (long) (seconds * 1e9);
            watch.end(++step).map(Message::text).ifPresent(told::add);
        }
        return told;
    }

    @Test
    void stepsThatTakeTwiceAsLongAreBorne() {
        assertThat(steps(100, 2)).isEmpty();
    }

    @Test
    void twoSlowStepsAreNoSlowTraining() {
        assertThat(steps(20, 1)).isEmpty();
        assertThat(steps(2, 60)).isEmpty();
        assertThat(steps(20, 1)).isEmpty();
    }

    @Test
    void aSlowTrainingIsToldOfOnceAndAgainWhenItIsTwiceAsSlow() {
        steps(10, 1);
        assertThat(steps(100, 4))
                .containsExactly(
                        "At step 13 a step takes 4.00 s; in the pre-flight it took 1.00 s. Another program is using the processor or the memory, or the processor was slowed down for its heat: close other programs.");
        assertThat(steps(100, 7.9)).isEmpty();
        swapped = 2_500_000_000L;
        assertThat(steps(100, 30))
                .containsExactly(
                        "At step 213 a step takes 30.00 s; in the pre-flight it took 1.00 s. 2.5 GB of this program were moved from memory to the disk: close other programs, or stop and train with a smaller --size or --batch.");
    }
}
