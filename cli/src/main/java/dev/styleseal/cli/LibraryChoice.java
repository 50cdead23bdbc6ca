package dev.styleseal.cli;

import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.calibration.LibraryTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Has libtorch bind to the matrix library that is the fastest on this machine; before it loads. */
final class LibraryChoice {
    /** Smaller bases gain less than the comparison takes. */
    private static final long LEAST_BYTES = 500L << 20;

    private LibraryChoice() {}

    /** Where a base is so large that it matters. */
    static void settle(Path base, Console console) {
        if (bytes(base) >= LEAST_BYTES) {
            settle(console);
        }
    }

    /** In any case. */
    static void settle(Console console) {
        new LibraryTrial(FastestPlan.usualFolder(), console::say).settle();
    }

    /** Of a file, or of all in a folder; 0 where that cannot be read, which is told when the base is. */
    private static long bytes(Path base) {
        try (Stream<Path> files = Files.walk(base)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
