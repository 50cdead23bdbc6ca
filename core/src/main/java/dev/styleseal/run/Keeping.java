package dev.styleseal.run;

import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a training keeps what it must not lose.
 *
 * @param seals checkpoints and the finished seal
 * @param place of the run, where there is one
 * @param snapshots what it can go on from; empty for a training that lives and dies with its process
 * @param every time between two snapshots; zero for one after every step
 * @param from where it goes on, if it does not begin
 * @param anyEngine whether it may go on although this engine does not compute the same bits
 */
public record Keeping(
        SealStore seals,
        Optional<RunPlace> place,
        Optional<SnapshotFolder> snapshots,
        Duration every,
        Optional<Snapshot> from,
        boolean anyEngine) {
    /** As long as the process lives. */
    public static Keeping inMemory() {
        return new Keeping(
                new MemorySeals(), Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), false);
    }
}
