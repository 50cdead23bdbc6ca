package dev.styleseal.io;

import java.lang.management.ManagementFactory;

/** The memory of this machine, or of the container that the process runs in. */
public final class MachineMemory {
    private MachineMemory() {}

    /** All of it, in use or not; as much as can be counted where the system does not tell. */
    public static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
