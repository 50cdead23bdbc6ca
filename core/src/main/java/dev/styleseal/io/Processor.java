package dev.styleseal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The processor of this machine. */
public final class Processor {
    private static final String MODEL_NAME = "model name"; // proc(5), on x86

    private Processor() {}

    /** What it calls itself on Linux and Windows; elsewhere its kind. */
    public static String name() {
        return onLinux()
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse(System.getProperty("os.arch"));
    }

    private static Optional<String> onLinux() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(MODEL_NAME))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // another system
        }
    }
}
