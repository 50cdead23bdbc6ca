package dev.styleseal.hub;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long and how often servers are waited for.
 *
 * @param silence after which a connection counts as cut
 * @param attempts in a row without a new byte
 * @param first pause; each later one is twice as long
 * @param pause waits
 */
record Patience(Duration silence, int attempts, Duration first, Consumer<Duration> pause) {
    /**
     * @param stop throws if the work is to end
     */
    static Patience usual(Runnable stop) {
        return new Patience(Duration.ofSeconds(30), 5, Duration.ofSeconds(1), pause -> await(pause, stop));
    }

    private static void await(Duration pause, Runnable stop) {
        long end = System.nanoTime() + pause.toNanos();
        while (System.nanoTime() - end < 0) {
            stop.run();
            glance();
        }
    }

    /** A moment, between two looks at whether something has changed. An interrupt ends it; whoever looks next sees that. */
    static void glance() {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
}
