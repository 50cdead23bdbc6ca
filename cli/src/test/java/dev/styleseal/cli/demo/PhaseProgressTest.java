package dev.styleseal.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhaseProgressTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void timeLeftComesFromTheSpeedSinceTheFirstPiece() {
        List<String> told = new ArrayList<>();
        AtomicLong clock = new AtomicLong(-7 * SECOND);
        try (PhaseProgress progress = new PhaseProgress(notesIn(told), clock::get)) {
            clock.addAndGet(60 * SECOND); // preparations
            progress.advanced(10, 100);
            clock.addAndGet(3 * SECOND);
            progress.advanced(25, 100, "loss 0.1");
            clock.addAndGet(SECOND);
            progress.advanced(100, 100);
        }
        assertThat(told).containsExactly("25 of 100, PT15S, loss 0.1", "100 of 100, PT0S, ", "closed");
    }

    private static DemoProgress notesIn(List<String> told) {
        return new DemoProgress() {
            @Override
            public void at(long done, long total, Duration left, String detail) {
                told.add(done + " of " + total + ", " + left + ", " + detail);
            }

            @Override
            public void close() {
                told.add("closed");
            }
        };
    }
}
