package dev.styleseal.cli;

import dev.styleseal.cli.demo.DemoProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows nothing of work that is over in two seconds, and everything of what takes longer. Used by one thread at a time. */
final class LateDisplay implements DemoProgress {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<ProgressDisplay> opener;
    private final LongSupplier nanoTime;
    private final long start;
    private Optional<ProgressDisplay> display = Optional.empty();

    /** @param nanoTime the clock, {@link System#nanoTime} */
    LateDisplay(Supplier<ProgressDisplay> opener, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    @Override
    public void at(long done, long total, Duration left, String detail) {
        if (display.isEmpty() && done < total && nanoTime.getAsLong() - start >= PATIENCE.toNanos()) {
            display = Optional.of(opener.get());
        }
        display.ifPresent(shown -> shown.at(done, total, left, detail));
    }

    @Override
    public void close() {
        display.ifPresent(ProgressDisplay::close);
    }
}
