package dev.styleseal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What processes that were killed while {@link AtomicFile} wrote have left behind. */
public final class TornFiles {
    private static final Pattern NAME = Pattern.compile("\\.styleseal-.*\\.tmp");

    private TornFiles() {}

    /** Whether a file has such a name. */
    public static boolean isTorn(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
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
        try (Stream<Path> files = Files.walk(folder, depth)) {
            for (Path torn : files.filter(TornFiles::isTorn).toList()) {
                Files.delete(torn);
            }
        }
    }
}
