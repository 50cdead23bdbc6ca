package dev.styleseal.error;

/**
 * A flag by which one thread asks long work on another to end at the next safe point: between two steps, pictures or
 * files. Safe for use by any number of threads.
 */
public final class Cancellation {
    private volatile boolean requested;

    /** Asks the work to end; asking twice changes nothing. */
    public void request() {
        requested = true;
    }

    public boolean isRequested() {
        return requested;
    }

    /**
     * Ends the work if that was asked for and nothing needs to be kept.
     *
     * @throws Interrupted if {@link #request} was called
     */
    public void check() {
        if (requested) {
            throw new Interrupted(
                    "Stopped on request. Nothing was written by this step; run the command again to start over.");
        }
    }
}
