package dev.styleseal;

import dev.styleseal.comparison.Grid;
import dev.styleseal.comparison.GridListener;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.GridRun;
import dev.styleseal.comparison.Yardsticks;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.tensor.Engine;

/** Compares seals, weights, prompts and seeds: paints all of them and measures what can be measured. */
public final class SealComparison {
    private SealComparison() {}

    /**
     * Paints and measures, and returns when all is done.
     *
     * @param grid what is painted
     * @param yardsticks real pictures to measure by
     * @param settings how; the size must be one of the base's
     * @param listener told on the engine thread, which waits for it
     * @param cancellation ends it early; pictures that were handed over are whole
     * @throws dev.styleseal.error.BadInput if a seal, a folder or a setting does not suit the base; before the first picture
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public static GridResult run(
            BaseModel model,
            Grid grid,
            Yardsticks yardsticks,
            PaintSettings settings,
            GridListener listener,
            Cancellation cancellation) {
        return Engine.call(() -> new GridRun(model.loaded(), grid, yardsticks, settings, listener, cancellation).run());
    }
}
