package dev.styleseal.train;

/** Told about a training as it goes. Called on the engine thread; what it does holds the training up. */
@FunctionalInterface
public interface TrainListener {
    /** Tells nobody. */
    TrainListener SILENT = report -> true;

    /**
     * An optimizer step is done.
     *
     * @return whether to go on
     */
    boolean stepped(StepReport report);
}
