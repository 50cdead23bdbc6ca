package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LateDisplayTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    private final AtomicLong clock = new AtomicLong();
    private final LateDisplay display = new LateDisplay(() -> console.progress(Message.of("Painting")), clock::get);

    @Test
    void shortWorkIsSilent() {
        display.at(1, 10, Duration.ofSeconds(1), "");
        clock.set(Duration.ofMillis(1900).toNanos());
        display.at(5, 10, Duration.ofSeconds(1), "");
        clock.set(Duration.ofMillis(2100).toNanos());
        display.at(10, 10, Duration.ZERO, "");
        display.close();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void theEndIsToldOnce() {
        ProgressDisplay lines = console.progress(Message.of("megabytes"));
        lines.at(1, 17, Duration.ofSeconds(9), "");
        for (int i = 0; i < 5; i++) {
            lines.at(17, 17, Duration.ZERO, "");
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("megabytes: 1 of 17, 9 s left", "megabytes: 17 of 17");
    }

    @Test
    void longWorkShowsTheTimeLeftAndItsEnd() {
        display.at(1, 10, Duration.ofSeconds(20), "");
        clock.set(Duration.ofSeconds(2).toNanos());
        display.at(2, 10, Duration.ofSeconds(70), "");
        display.at(10, 10, Duration.ZERO, "");
        display.close();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Painting: 2 of 10, 1 min 10 s left", "Painting: 10 of 10");
    }
}
