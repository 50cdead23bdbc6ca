package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.train.Trainer;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Takes snapshots of one training when they are due. The clock is the one that never jumps. */
final class Snapshots {
    private static final String SCORES = "scores";

    private final Keeping keeping;
    private final RunIdentity identity;
    private final LongSupplier nanos;
    private long last;
    private int newest = -1;

    /** @param nanos time in nanoseconds from any start */
    Snapshots(Keeping keeping, RunIdentity identity, LongSupplier nanos) {
        this.keeping = keeping;
        this.identity = identity;
        this.nanos = nanos;
        last = nanos.getAsLong();
        keeping.from().ifPresent(snapshot -> newest = snapshot.step());
    }

    /** Whether there is somewhere to put them and the last one is old enough. */
    boolean due() {
        return keeping.snapshots().isPresent()
                && Duration.ofNanos(nanos.getAsLong() - last).compareTo(keeping.every()) >= 0;
    }

    /** Takes one, unless there is one of this very step. */
    void take(Trainer trainer, List<LossScore> scores, TrainingListener listener) {
        if (keeping.snapshots().isEmpty() || trainer.done() == newest) {
            return;
        }
        SortedMap<String, String> facts = new TreeMap<>(identity.facts());
        facts.put(SCORES, ScoresJson.write(scores));
        Snapshot snapshot = new Snapshot(trainer.done(), trainer.state(), facts);
        try {
            keeping.snapshots().get().add(snapshot);
        } catch (BadInput e) {
            throw keeping.place()
                    .map(place -> stopped(e, snapshot.step(), place))
                    .orElse(e);
        }
        newest = trainer.done();
        last = nanos.getAsLong();
        listener.on(new TrainingEvent.Snapshotted(newest));
    }

    private static BadInput stopped(BadInput cause, int step, RunPlace place) {
        return new BadInput(
                cause,
                "{0} The run stops at step {1}. When that is mended it goes on with: styleseal train --resume {2}",
                cause.message(),
                step,
                place.folder());
    }

    /** The scores that had been measured when the snapshot was taken. */
    static List<LossScore> scores(Snapshot snapshot) {
        return ScoresJson.read(snapshot.fact(SCORES));
    }
}
