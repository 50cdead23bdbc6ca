package dev.styleseal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processes that were killed while they wrote have left behind: files and folders whose names say that they were to
 * be moved or taken away, such as those of {@link AtomicFile}.
 */
public final class TornFiles {
    /** How all such names begin. */
    private static final String BEGINNING = ".styleseal-";

    private TornFiles() {}

    /** Whether a file or folder has such a name. */
    public static boolean isTorn(Path file) {
        return String.valueOf(file.getFileName()).startsWith(BEGINNING);
    }

    /**
     * Takes them away; nobody else may be writing there.
     *
     * @param depth 1 for the folder itself, more for folders within
     */
    public static void remove(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path torn : all(folder, depth).stream().filter(TornFiles::isTorn).toList()) {
            // What is in a folder comes behind it.
            for (Path file : all(torn, Integer.MAX_VALUE).stream()
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> all(Path folder, int depth) throws IOException {
        if (!Files.exists(folder)) {
            return List.of(); // within one that is gone by now
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.toList();
        }
    }
}
