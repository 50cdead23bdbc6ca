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
    private final long start;
    private long nextLine;

    /** @param nanoTime the clock, {@link System#nanoTime} */
    PhaseProgress(PrintWriter err, String name, LongSupplier nanoTime) {
        this.err = err;
        this.name = name;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
        nextLine = start + PATIENCE.toNanos();
    }

    @Override
    public void advanced(int done, int total) {
        advanced(done, total, "");
    }

    /** @param remark such as the loss */
    void advanced(int done, int total, String remark) {
        long now = nanoTime.getAsLong();
        if (done == 0 || now < nextLine) {
            return;
        }
        nextLine = now + INTERVAL.toNanos();
        Duration left = Duration.ofNanos((now - start) / done * (total - done));
        err.println("%s: %d %% done, %s%s left"
                .formatted(
                        name,
                        Math.round(100.0 * done / total),
                        remark.isEmpty() ? "" : remark + ", ",
                        PlainNumbers.duration(left)));
        err.flush();
    }
}
