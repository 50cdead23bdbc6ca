package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a run's folder will take, in bytes.
 *
 * @param snapshots two and a third that is being written
 * @param seals checkpoints that are kept at a time, and the seal
 * @param previews all of them at most
 * @param rest room for events, settings and the report
 */
record DiskNeed(long snapshots, long seals, long previews, long rest) {
    private static final int SNAPSHOTS = 3;
    /** A snapshot holds the value and two moments for each that learns, in float32. */
    private static final int BYTES_PER_TRAINED = 12;

    private static final long FIXED = 4L << 20;
    /** A line in events.jsonl and a point in TensorBoard's file. */
    private static final long BYTES_PER_STEP = 1000;

    /** @param prompts of previews */
    static DiskNeed of(Rehearsal measured, Plan plan, Agenda agenda, int prompts) {
        Rehearsal.Sizes sizes = measured.sizes();
        long previews = sizes.preview() * prompts * agenda.previews();
        return new DiskNeed(
                SNAPSHOTS * BYTES_PER_TRAINED * sizes.trained(),
                sizes.seal() * (agenda.kept() + 1L),
                previews,
                FIXED + BYTES_PER_STEP * plan.config().steps() + previews); // the report shows them once more
    }

    long bytes() {
        return snapshots + seals + previews + rest;
    }

    /** What this folder can still take, which may not exist yet; empty where the system does not tell. */
    static OptionalLong free(Path folder) {
        for (Path there = folder.toAbsolutePath(); there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return OptionalLong.of(Files.getFileStore(there).getUsableSpace());
                } catch (IOException e) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.empty();
    }

    /** @throws BadInput if there is less */
    void require(OptionalLong free, Path folder) {
        if (free.isPresent() && free.getAsLong() < bytes()) {
            throw new BadInput(
                    "The run needs about {0} in {1}, and {2} are free there. Expected room for {3}. Free some space, choose another --output, or lower --rank, --keep-checkpoints or the number of previews.",
                    Gigabytes.of(bytes()), folder, Gigabytes.of(free.getAsLong()), words());
        }
    }

    /** What it is made of, for people. */
    Message words() {
        return Message.of(
                "snapshots ({0}), seals ({1}), previews ({2}), events and the report ({3})",
                Gigabytes.of(snapshots), Gigabytes.of(seals), Gigabytes.of(previews), Gigabytes.of(rest));
    }
}
