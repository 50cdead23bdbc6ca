package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.SealFiles;
import dev.styleseal.io.TornFiles;
import dev.styleseal.snapshot.RunLock;
import dev.styleseal.snapshot.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What stands in a run's folder before the run: nothing, an earlier run, or what must not be touched. */
final class EarlierRun {
    private EarlierRun() {}

    /** Refuses a folder in which the run must not be written. */
    static void requireReplaceable(RunPlace place) throws IOException {
        Path folder = place.folder();
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "Cannot write the run to {0}: a file of that name is there. Expected a folder, or nothing. Choose another --output.",
                    folder);
        }
        if (isEmpty(folder)) {
            return;
        }
        RunLock.requireFree(folder);
        List<Path> others = others(place);
        if (others.isEmpty()) {
            return;
        }
        // A run may have been killed between its first file and its second.
        if (!Files.exists(place.toml()) || (!Files.exists(place.events()) && others.size() > 1)) {
            throw new BadInput(
                    "Cannot write the run to {0}: the folder holds files that are no run. Expected an empty folder, or none. Choose another --output.",
                    folder);
        }
        if (!place.overwrite()) {
            throw new BadInput(
                    "Cannot write the run to {0}: an earlier run is there. Expected an empty folder, or none. Choose another --name or --output, or replace that run with --overwrite.",
                    folder);
        }
    }

    /** Takes away what a finished run keeps if it was killed between its last event and its end. */
    static void tidy(RunPlace place) {
        if (RunLock.isLeft(place.folder())) {
            RunLock lock = RunLock.take(place.folder());
            try {
                new SnapshotFolder(place.state()).remove();
            } finally {
                lock.close();
            }
        }
    }

    /** Takes away the files of a run, whatever its name was, and nothing else. */
    static void remove(RunPlace place) throws IOException {
        String name = name(place);
        TornFiles.remove(place.folder(), RunFolder.DEPTH);
        deleteSeals(place.checkpoints(), Pattern.quote(name) + "-\\d{6,}");
        deleteIfEmpty(place.checkpoints());
        if (Files.isDirectory(place.previews())) {
            try (Stream<Path> steps = Files.list(place.previews())) {
                for (Path step : steps.filter(
                                each -> each.getFileName().toString().matches("step-\\d{6,}"))
                        .toList()) {
                    deleteMatching(step, "\\d{2,}\\.png");
                    deleteIfEmpty(step);
                }
            }
            deleteIfEmpty(place.previews());
        }
        deleteSeals(place.folder(), Pattern.quote(name));
        new SnapshotFolder(place.state()).remove();
        Files.deleteIfExists(place.folder().resolve("report.html"));
        TensorBoardFile.deleteAll(place.folder());
        Files.deleteIfExists(place.events());
        Files.deleteIfExists(place.toml());
        deleteIfEmpty(place.folder());
    }

    /** The name of the earlier run's seal; that of the new run if the file does not say. */
    private static String name(RunPlace place) {
        try {
            return place.named(RunToml.read(place.toml()).text(RunKey.NAME).orElse(place.name()))
                    .name();
        } catch (BadInput e) {
            return place.name(); // edited since, or none at all: then its seal has a name of its own and stays
        }
    }

    /** Seals in any format; other files of such names stay. */
    private static void deleteSeals(Path folder, String names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean seal = Files.isDirectory(entry) ? name.matches(names) : name.matches(names + "\\.safetensors");
                if (seal) {
                    SealFiles.of(entry).delete();
                }
            }
        }
    }

    private static void deleteMatching(Path folder, String names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file) && file.getFileName().toString().matches(names)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder) && isEmpty(folder)) {
            Files.delete(folder);
        }
    }

    /** All that no killed write has left. */
    private static List<Path> others(RunPlace place) throws IOException {
        try (Stream<Path> files = Files.list(place.folder())) {
            return files.filter(file -> !TornFiles.isTorn(file)).toList();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
