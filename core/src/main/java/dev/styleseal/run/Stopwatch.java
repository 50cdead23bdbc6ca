package dev.styleseal.run;

import java.time.Duration;

/** Time spent on steps, without what is done in between. */
final class Stopwatch {
    private long before;
    private long since;
    private boolean running;

    void start() {
        since = System.nanoTime();
        running = true;
    }

    void pause() {
        before += System.nanoTime() - since;
        running = false;
    }

    Duration elapsed() {
        return Duration.ofNanos(before + (running ? System.nanoTime() - since : 0));
    }
}
