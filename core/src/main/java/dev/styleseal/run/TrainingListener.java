package dev.styleseal.run;

/** Told what a training does. Called on the engine thread; what it does holds the training up. */
@FunctionalInterface
public interface TrainingListener {
    /** Tells nobody. */
    TrainingListener SILENT = event -> {};

    void on(TrainingEvent event);
}
