package dev.styleseal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the control groups of a container or a service leave to this process. Source: the kernel's
 * admin-guide/cgroup-v2.rst ("Memory Interface Files") and cgroup-v1/memory.rst; a group is bound by all groups above it.
 */
final class CgroupMemory {
    private static final Form SECOND =
            new Form(Path.of("sys/fs/cgroup"), "memory.max", "memory.current", List.of("active_file", "inactive_file"));
    private static final Form FIRST = new Form(
            Path.of("sys/fs/cgroup/memory"),
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            List.of("total_active_file", "total_inactive_file"));

    private CgroupMemory() {}

    /** Where a version keeps its numbers; {@code cached} are keys of memory.stat for files that make room when needed. */
    private record Form(Path mount, String limit, String usage, List<String> cached) {
        OptionalLong free(Path folder) {
            try {
                long free = number(folder.resolve(limit)) - number(folder.resolve(usage));
                for (String line : Files.readAllLines(folder.resolve("memory.stat"))) {
                    List<String> words = List.of(line.split(" ", -1));
                    free += cached.contains(words.get(0)) ? Long.parseLong(words.get(1)) : 0;
                }
                return OptionalLong.of(Math.max(0, free));
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                return OptionalLong.empty(); // no such group here, or "max" for one without a limit
            }
        }

        private static long number(Path file) throws IOException {
            return Long.parseLong(Files.readString(file).strip());
        }
    }

    /**
     * Bytes that the tightest group still gives; empty without a limit.
     *
     * @param root of the file system
     */
    static OptionalLong free(Path root) {
        List<String> groups;
        try {
            groups = Files.readAllLines(root.resolve("proc/self/cgroup"));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
        OptionalLong least = OptionalLong.empty();
        for (String group : groups) {
            List<String> fields = List.of(group.split(":", 3));
            if (fields.size() == 3 && fields.get(1).isEmpty()) {
                least = less(least, upwards(root, SECOND, fields.get(2)));
            } else if (fields.size() == 3
                    && List.of(fields.get(1).split(",", -1)).contains("memory")) {
                least = less(least, upwards(root, FIRST, fields.get(2)));
            }
        }
        return least;
    }

    /** Inside a container the path may be that of the host: then only the mount itself is there. */
    private static OptionalLong upwards(Path root, Form form, String group) {
        Path mount = root.resolve(form.mount);
        OptionalLong least = OptionalLong.empty();
        Path folder = mount.resolve(group.replaceFirst("^/+", "")).normalize();
        while (folder != null && folder.startsWith(mount)) {
            least = less(least, form.free(folder));
            folder = folder.getParent();
        }
        return folder == null ? least : less(least, form.free(mount));
    }

    static OptionalLong less(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
    }
}
