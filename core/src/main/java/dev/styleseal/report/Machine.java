package dev.styleseal.report;

import dev.styleseal.io.MachineMemory;
import dev.styleseal.io.Processor;

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
    /** This computer. */
    public static Machine here() {
        return new Machine(
                Processor.name() + ", " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                MachineMemory.bytes(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
    }
}
