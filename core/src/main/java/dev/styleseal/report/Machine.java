package dev.styleseal.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The computer a figure was measured on; times mean nothing without it.
 *
 * @param processor as its maker calls it
 * @param cores that the program may use
 * @param memoryBytes of the whole machine
 * @param system name and version
 * @param java version and maker
 */
public record Machine(String processor, int cores, long memoryBytes, String system, String java) {
    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

    /** This computer. */
    public static Machine here() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                        ? bean.getTotalMemorySize()
                        : 0;
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                memory,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
    }

    private static String processorName() {
        String architecture = System.getProperty("os.arch");
        return linuxProcessor()
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .map(name -> name + ", " + architecture)
                .orElse(architecture);
    }

    private static Optional<String> linuxProcessor() {
        if (!Files.isReadable(LINUX_PROCESSORS)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(LINUX_PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // a name is nice to have, no more
        }
    }
}
