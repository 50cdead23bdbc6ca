package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, in a folder like a release, with a Java that only says what it is given. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script for sh")
class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void commandsThatKeepSealsInMemoryGetHalfOfIt() throws IOException, InterruptedException {
        assertThat(started("merge", "--seal", "train"))
                .contains("-XX:MaxRAMPercentage=50")
                .doesNotContain("-Xmx1g");
        assertThat(started("--language", "ru", "inspect", "x")).contains("-XX:MaxRAMPercentage=50");
        assertThat(started("--language=ru", "convert")).contains("-XX:MaxRAMPercentage=50");
        assertThat(started("train", "--name", "merge")).contains("-Xmx1g").doesNotContain("-XX:MaxRAMPercentage=50");
        assertThat(started("generate", "--seal", "resize")).contains("-Xmx1g");
        assertThat(started("--help")).contains("-Xmx1g");
    }

    /** The arguments that Java is started with. */
    private List<String> started(String... arguments) throws IOException, InterruptedException {
        Path script = folder.resolve("styleseal");
        if (!Files.exists(script)) {
            Files.copy(Path.of("..", "styleseal"), script);
            Files.createDirectories(folder.resolve("dist").resolve("lib"));
            Path java = Files.createDirectories(folder.resolve("runtime").resolve("bin"))
                    .resolve("java");
            Files.writeString(folder.resolve("runtime").resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
            Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
        }
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(lines.toString()).isZero();
        return lines;
    }
}
