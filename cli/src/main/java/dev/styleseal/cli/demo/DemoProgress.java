package dev.styleseal.cli.demo;

import java.time.Duration;

/** Told how far one part of the demo is. Used by one thread at a time. */
public interface DemoProgress extends AutoCloseable {
    /** Begins parts. */
    @FunctionalInterface
    interface Opener {
        /** A part begins; {@code part} is its name in plain words. */
        DemoProgress open(String part);
    }

    /**
     * {@code done} of {@code total} pieces are finished.
     *
     * @param detail what else is worth knowing now; may be empty
     */
    void at(long done, long total, Duration left, String detail);

    /** The part is over, finished or not. */
    @Override
    void close();
}
