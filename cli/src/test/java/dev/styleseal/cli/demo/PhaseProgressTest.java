package dev.styleseal.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhaseProgressTest {
    private static final long SECOND = 1_000_000_000;

    private final StringWriter err = new StringWriter();
    private final AtomicLong clock = new AtomicLong(-5 * SECOND);
    private final PhaseProgress progress = new PhaseProgress(new PrintWriter(err), "Training", clock::get);

    @Test
    void shortWorkIsSilent() {
        progress.advanced(1, 10);
        clock.addAndGet(SECOND);
        progress.advanced(10, 10);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void longWorkSaysHowLongItWillTake() {
        progress.advanced(10, 100);
        clock.addAndGet(3 * SECOND);
        progress.advanced(25, 100, "loss 0.1");
        clock.addAndGet(SECOND);
        progress.advanced(30, 100); // too soon for another line
        assertThat(err.toString().lines()).containsExactly("Training: 25 % done, loss 0.1, 15 s left");
    }
}
