package dev.styleseal.benchmark;

import dev.styleseal.data.Progress;
import dev.styleseal.error.Message;

/** Told how far a measurement is. Called on the engine thread, between two rounds. */
@FunctionalInterface
public interface BenchmarkListener {
    /** Tells nobody. */
    BenchmarkListener SILENT = part -> Progress.SILENT;

    /**
     * A part begins, and the one before is over.
     *
     * @return who is told of its rounds
     */
    Progress begins(Message part);
}
