package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import dev.styleseal.run.Preflight;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreflightWordsTest {
    private final PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    private final Console console = new Console(nowhere, nowhere, false);

    private static Preflight preflight(Duration previews, Preflight.Need memory, Preflight.Need disk) {
        return new Preflight(
                1000,
                new Preflight.Speed(Duration.ofMillis(3610), Duration.ofSeconds(24), previews, Duration.ofMillis(250)),
                Duration.ofMinutes(62),
                memory,
                disk,
                Message.of("measured."));
    }

    @Test
    void peopleReadTimeRoomAndBasis() {
        assertThat(PreflightWords.lines(preflight(
                        Duration.ofSeconds(90),
                        new Preflight.Need(5_200_000_000L, 21_000_000_000L),
                        new Preflight.Need(34_000_000, 120_000_000_000L))))
                .extracting(Message::text)
                .containsExactly(
                        "Pre-flight: a step takes 3.61 s, an evaluation 24 s, previews 90 s, a seal 0.25 s. 1,000 steps and all that goes with them take 1 h 2 min.",
                        "Memory 5.2 GB of 21 GB; disk 34 MB of 120 GB that are free.",
                        "Basis: measured.");
    }

    @Test
    void whatIsNotKnownIsNotClaimed() {
        assertThat(PreflightWords.lines(
                        preflight(Duration.ZERO, new Preflight.Need(-1, -1), new Preflight.Need(34_000_000, -1))))
                .extracting(Message::text)
                .element(1)
                .isEqualTo("Memory was not measured; disk 34 MB.");
    }

    @Test
    void scriptsReadTheSameNumbers() {
        assertThat(PreflightWords.json(
                                preflight(Duration.ZERO, new Preflight.Need(5, 6), new Preflight.Need(7, -1)), console)
                        .toString())
                .isEqualTo(
                        "{\"steps\":1000,\"stepSeconds\":3.61,\"evaluationSeconds\":24.0,\"previewSeconds\":0.0,\"saveSeconds\":0.25,\"totalSeconds\":3720.0,\"memoryBytes\":5,\"memoryAvailable\":6,\"diskBytes\":7,\"diskAvailable\":-1,\"basis\":\"measured.\"}");
    }
}
