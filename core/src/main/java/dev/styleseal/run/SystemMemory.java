package dev.styleseal.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this process holds in memory and what it could have besides, in bytes. Linux tells all of it (proc(5)); elsewhere
 * only the free memory is known.
 *
 * @param root of the file system
 */
public record SystemMemory(Path root) {
    private static final long KILOBYTE = 1024; // what /proc calls kB
    private static final String FORGET_PEAK = "5"; // proc(5): clear_refs, "peak resident set size"

    public static SystemMemory ofThisMachine() {
        return new SystemMemory(Path.of("/"));
    }

    /**
     * What the process holds.
     *
     * @param resident in memory now
     * @param peak the most that ever was, or since {@link SystemMemory#forgetPeak}
     * @param mapped the part of {@code resident} that is files, which the system counts as available too
     * @param swapped moved out of memory to disk
     */
    public record Held(long resident, long peak, long mapped, long swapped) {}

    /** Empty where the system does not tell. */
    public Optional<Held> held() {
        Map<String, Long> lines = numbers(root.resolve("proc/self/status"));
        return lines.keySet().containsAll(List.of("VmRSS", "VmHWM", "RssFile"))
                ? Optional.of(new Held(
                        lines.getOrDefault("VmRSS", 0L),
                        lines.getOrDefault("VmHWM", 0L),
                        lines.getOrDefault("RssFile", 0L),
                        lines.getOrDefault("VmSwap", 0L)))
                : Optional.empty();
    }

    /** Begins a new {@link Held#peak} with what is held now; false where that cannot be done. */
    boolean forgetPeak() {
        try {
            Files.writeString(root.resolve("proc/self/clear_refs"), FORGET_PEAK, StandardOpenOption.WRITE);
            return held().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** What the process could have in all, with what it holds; empty where the system does not tell. */
    public OptionalLong room() {
        OptionalLong free = free();
        if (free.isEmpty()) {
            return free;
        }
        long own = held().map(held -> held.resident() - held.mapped()).orElse(0L);
        return OptionalLong.of(own + free.getAsLong());
    }

    private OptionalLong free() {
        Long available = numbers(root.resolve("proc/meminfo")).get("MemAvailable");
        if (available != null) {
            return CgroupMemory.less(OptionalLong.of(available), CgroupMemory.free(root));
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? OptionalLong.of(bean.getFreeMemorySize())
                : OptionalLong.empty();
    }

    /** Lines such as "VmRSS:     123 kB", in bytes; none where there is no such file. */
    private static Map<String, Long> numbers(Path file) {
        Map<String, Long> numbers = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                List<String> words = List.of(line.split("\\s+", -1));
                if (words.size() >= 3 && words.get(2).equals("kB")) {
                    numbers.put(words.get(0).replace(":", ""), Long.parseLong(words.get(1)) * KILOBYTE);
                }
            }
        } catch (IOException | NumberFormatException e) {
            numbers.clear(); // another system, or a kernel that writes otherwise: not known
        }
        return numbers;
    }
}
