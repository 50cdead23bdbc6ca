package dev.styleseal.unet;

/**
 * Lets a stretch of a network draw once more the random numbers that it drew when it ran first, as dropout in adapters
 * does.
 */
@FunctionalInterface
public interface Replay {
    /** Remembers which numbers come next; running the result makes them come again. */
    Runnable mark();
}
