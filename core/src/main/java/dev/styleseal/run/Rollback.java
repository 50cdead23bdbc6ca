package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import dev.styleseal.train.NotFinite;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Goes back to the last good state when a number became infinite, so that what was learned until then is not lost.
 *
 * @param good the checkpoint to go back to; without one it is the newest snapshot
 * @param sealAfter the seal of the adapter as it is, given the number of steps
 */
record Rollback(Keeping keeping, Training training, Optional<Integer> good, IntFunction<Seal> sealAfter) {
    /** Tells of the seal of that state, and gives the failure that the run ends with. */
    BadInput after(NotFinite cause, TrainingListener listener) {
        Optional<Snapshot> snapshot =
                keeping.snapshots().map(SnapshotFolder::newest).flatMap(SnapshotFolder.Found::snapshot);
        int step = good.or(() -> snapshot.map(Snapshot::step)).orElse(0);
        if (step == 0) {
            return cause;
        }
        Seal seal = good.isPresent() ? keeping.seals().checkpoint(step) : restored(snapshot.orElseThrow());
        listener.on(new TrainingEvent.RolledBack(step, seal, cause.message()));
        return new BadInput(
                cause,
                "{0} The run was rolled back to step {1}, whose seal is kept. To go on from it, begin a new run with --continue-from and what is advised; going on with --resume would end in the same place.",
                cause.message(),
                step);
    }

    private Seal restored(Snapshot snapshot) {
        training.trainer().restore(snapshot.step(), snapshot.tensors());
        return sealAfter.apply(snapshot.step());
    }
}
