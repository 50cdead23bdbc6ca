package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PullProgressTest {
    private static final long TOTAL = 26_400_000;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);

    @Test
    void longPullIsToldNowAndThenAndItsEndOnce() {
        AtomicLong clock = new AtomicLong();
        try (PullProgress progress = new PullProgress(console, TOTAL, clock::get)) {
            progress.at(5_000_000, TOTAL, "a");
            clock.set(3_000_000_000L);
            progress.at(6_000_000, TOTAL, "unet/\u001b[2J");
            for (long done = TOTAL - 300_000; done <= TOTAL; done += 100_000) {
                progress.at(done, TOTAL, "vae");
            }
            progress.at(TOTAL, TOTAL, "vae");
            progress.notice(Message.of("again"));
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).contains("in MB: 6 of 27", "left", "unet/\\u001b[2J"),
                        line -> assertThat(line).isEqualTo("Fetching, in MB: 27 of 27, vae"),
                        line -> assertThat(line).isEqualTo("again"));
    }

    @Test
    void shortPullIsNotShown() {
        try (PullProgress progress = new PullProgress(console, 5_000, System::nanoTime)) {
            progress.at(1_000, 5_000, "a");
            progress.at(5_000, 5_000, "a");
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
