package dev.styleseal.benchmark;

import dev.styleseal.io.Processor;

/**
 * Where something was measured.
 *
 * @param processor its name where the system tells it, else the kind
 * @param cores that Java may use
 * @param system name and version of the operating system
 * @param java version of Java
 */
public record Machine(String processor, int cores, String system, String java) {
    /** The machine this runs on. */
    public static Machine here() {
        return new Machine(
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version"));
    }
}
