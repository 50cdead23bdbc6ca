package dev.styleseal.cli;

import java.time.Duration;

/**
 * How long work will go on, from its speed so far.
 *
 * @param startNanos when it began, by {@link System#nanoTime}
 */
record TimeLeft(long startNanos) {
    static TimeLeft start() {
        return new TimeLeft(System.nanoTime());
    }

    Duration left(long done, long total) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return done == 0 ? Duration.ZERO : elapsed.multipliedBy(total - done).dividedBy(done);
    }
}
