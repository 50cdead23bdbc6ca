package dev.styleseal.cli.demo;

import dev.styleseal.data.Progress;
import dev.styleseal.report.PlainNumbers;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says from time to time how far a part of the work is and how long it will still take; silent for what takes less than
 * two seconds. Used by one thread at a time.
 */
final class PhaseProgress implements Progress {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final String name;
    private final LongSupplier nanoTime;
    private long start;
    private int doneAtStart;
    private long nextLine;
    private boolean started;

    /** @param nanoTime the clock, {@link System#nanoTime} */
    PhaseProgress(PrintWriter err, String name, LongSupplier nanoTime) {
        this.err = err;
        this.name = name;
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(int done, int total) {
        advanced(done, total, "");
    }

    /** @param remark such as the loss */
    void advanced(int done, int total, String remark) {
        long now = nanoTime.getAsLong();
        if (!started) { // what came before the first piece says nothing about the speed
            started = true;
            start = now;
            doneAtStart = done;
            nextLine = now + PATIENCE.toNanos();
        }
        if (done == doneAtStart || now < nextLine) {
            return;
        }
        nextLine = now + INTERVAL.toNanos();
        Duration left = Duration.ofNanos((now - start) / (done - doneAtStart) * (total - done));
        err.println("%s: %d %% done, %s%s left"
                .formatted(
                        name,
                        Math.round(100.0 * done / total),
                        remark.isEmpty() ? "" : remark + ", ",
                        PlainNumbers.duration(left)));
        err.flush();
    }
}
