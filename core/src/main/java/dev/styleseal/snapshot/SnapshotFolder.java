package dev.styleseal.snapshot;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import dev.styleseal.io.TornFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last two snapshots of a run. The older one goes only when a newer one is on the disk and was read back, so that at
 * every moment at least one is whole. Used by one training at a time.
 */
public final class SnapshotFolder {
    private static final int KEPT = 2;
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{6,9})\\.safetensors");

    private final Path folder;

    public SnapshotFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a snapshot, then removes all but the last two. Those of later steps go too: a training that went on from an
     * older one passed them over because they are damaged.
     *
     * @throws BadInput if it cannot be written; those before it stay
     */
    public void add(Snapshot snapshot) {
        try {
            Files.createDirectories(folder);
            SnapshotFile.write(
                    folder.resolve(String.format(Locale.ROOT, "snapshot-%06d.safetensors", snapshot.step())), snapshot);
            int kept = 0;
            for (Path file : newestFirst()) {
                if (step(file) > snapshot.step() || kept == KEPT) {
                    Files.delete(file);
                } else {
                    kept++;
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * What was found.
     *
     * @param snapshot the newest that is whole; empty if there was none yet
     * @param damaged what is wrong with each newer one
     */
    public record Found(Optional<Snapshot> snapshot, List<Message> damaged) {}

    /**
     * The newest snapshot that is whole, and what is wrong with those that are newer.
     *
     * @throws BadInput if the newest one is of another version of the program
     * @throws CorruptFile if there are snapshots and all of them are damaged
     */
    public Found newest() {
        List<Message> damaged = new ArrayList<>();
        try {
            for (Path file : newestFirst()) {
                try {
                    return new Found(Optional.of(SnapshotFile.read(file)), damaged);
                } catch (CorruptFile e) {
                    damaged.add(e.message());
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        if (!damaged.isEmpty()) {
            throw new CorruptFile(
                    "Every snapshot in {0} is damaged; the newest: {1} Expected at least one that is whole. Begin the run anew with --overwrite, or go on from a checkpoint with --continue-from.",
                    folder, damaged.get(0));
        }
        return new Found(Optional.empty(), List.of());
    }

    /** Takes the snapshots away, and what killed writes left; other files stay. */
    public void remove() {
        try {
            if (Files.isDirectory(folder)) {
                for (Path file : newestFirst()) {
                    Files.delete(file);
                }
                TornFiles.remove(folder, 1);
                if (isEmpty()) {
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(SnapshotFolder::step).reversed())
                    .toList();
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static int step(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file.toString());
        }
        return Integer.parseInt(name.group(1));
    }

    private BadInput unusable(IOException cause) {
        return new BadInput(
                cause,
                "Cannot use the snapshots in {0}: {1}. Expected a folder that you may write to, with enough free space. Free some space or correct its rights.",
                folder,
                Reason.of(cause));
    }
}
