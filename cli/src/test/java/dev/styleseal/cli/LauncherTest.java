package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, in a folder like a release, with a Java that only says what it is given. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script for sh")
class LauncherTest {
    /** Bytes from which on a jar holds no classes. */
    private static final int NATIVE_LIBRARIES = 10_000_000;

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

    @Test
    void classesComeOutOfAnArchiveMadeAtTheFirstStart() throws IOException, InterruptedException {
        Path script = release();
        List<String> expected = said(script, "", "--version");
        Path archive = archive();
        assertThat(archive).isNotEmptyFile();
        assertThat(said(script, "-Xlog:class+load", "--version"))
                .anyMatch(line -> line.contains("dev.styleseal.cli.Main source: shared objects file"));
        assertThat(said(script, "", "--version")).isEqualTo(expected).hasSizeGreaterThan(1);
    }

    @Test
    void aBrokenArchiveIsPassedOverInSilence() throws IOException, InterruptedException {
        Path script = release();
        List<String> expected = said(script, "", "--version");
        Path archive = archive();
        for (byte[] broken : List.of(new byte[0], "no archive".getBytes(StandardCharsets.UTF_8), new byte[1 << 20])) {
            Files.delete(archive);
            Files.write(archive, broken);
            assertThat(said(script, "", "--version")).isEqualTo(expected);
        }
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dist").resolve("lib"))) {
            return files.filter(file -> !file.toString().endsWith(".jar"))
                    .reduce((one, other) -> fail("%s and %s", one, other))
                    .orElseThrow();
        }
    }

    /** This build as a release: classes in jars, because Java archives no others. */
    private Path release() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("dist").resolve("lib"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path) && Files.size(path) < NATIVE_LIBRARIES) {
                Files.copy(path, lib.resolve(path.getFileName()));
            } else if (path.endsWith(Path.of("target", "classes"))) {
                jar(path, lib.resolve(path.getName(path.getNameCount() - 3) + ".jar"));
            }
        }
        return Files.copy(Path.of("..", "styleseal"), folder.resolve("styleseal"));
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }

    /** All that a start says, with the Java of this test. */
    private static List<String> said(Path script, String options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder start = new ProcessBuilder(command).redirectErrorStream(true);
        start.environment().put("JAVA_HOME", System.getProperty("java.home"));
        start.environment().put("STYLESEAL_JAVA_OPTS", options);
        Process process = start.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(lines.toString()).isZero();
        return lines;
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
