package dev.styleseal.cli.demo;

import dev.styleseal.data.Progress;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Works out how long a part of the work will still take, from its speed since its first piece was done. */
final class PhaseProgress implements Progress, AutoCloseable {
    private final DemoProgress told;
    private final LongSupplier nanoTime;
    private boolean started;
    private long start;
    private int doneAtStart;

    /** @param nanoTime the clock, {@link System#nanoTime} */
    PhaseProgress(DemoProgress told, LongSupplier nanoTime) {
        this.told = told;
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(int done, int total) {
        advanced(done, total, "");
    }

    /** @param detail such as the loss */
    void advanced(int done, int total, String detail) {
        long now = nanoTime.getAsLong();
        if (!started) { // what came before the first piece says nothing about the speed
            started = true;
            start = now;
            doneAtStart = done;
        }
        if (done > doneAtStart) {
            Duration elapsed = Duration.ofNanos(now - start);
            told.at(done, total, elapsed.multipliedBy(total - done).dividedBy(done - doneAtStart), detail);
        }
    }

    @Override
    public void close() {
        told.close();
    }
}
