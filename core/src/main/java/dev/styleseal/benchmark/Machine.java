package dev.styleseal.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where something was measured.
 *
 * @param processor its name where the system tells it, else the kind
 * @param cores that Java may use
 * @param system name and version of the operating system
 * @param java version of Java
 */
public record Machine(String processor, int cores, String system, String java) {
    private static final String MODEL_NAME = "model name"; // proc(5), on x86

    /** The machine this runs on. */
    public static Machine here() {
        return new Machine(
                processor(Path.of("/proc/cpuinfo")),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version"));
    }

    static String processor(Path cpuinfo) {
        try {
            return Files.readAllLines(cpuinfo).stream()
                    .filter(line -> line.startsWith(MODEL_NAME))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(Machine::architecture);
        } catch (IOException e) {
            return architecture(); // another system than Linux
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }
}
