package dev.styleseal.run;

import dev.styleseal.file.Seal;

/** Where the seals of a training are until one of them is chosen: in the run's folder or, for callers without one, in memory. */
public interface SealStore extends TrainingListener {
    /**
     * The seal of a step that was told as {@link TrainingEvent.Checkpointed}, as whoever opens it later will see it.
     *
     * @throws dev.styleseal.error.SealException if it cannot be read back
     */
    Seal checkpoint(int step);

    /** Whether that seal is there. */
    boolean has(int step);

    /** Lets go of a step's seal. */
    void remove(int step);

    /** The seal that was told as {@link TrainingEvent.Chosen}, read back. */
    Seal finished();
}
