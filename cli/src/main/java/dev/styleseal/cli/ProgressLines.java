package dev.styleseal.cli;

import dev.styleseal.error.Message;
import java.time.Duration;

/** Progress for files and pipes: a line now and then, and one at the end. */
final class ProgressLines implements ProgressDisplay {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Message task;
    private final Console console;
    private long next = System.nanoTime();
    private boolean ended;

    ProgressLines(Message task, Console console) {
        this.task = task;
        this.console = console;
    }

    @Override
    public void at(long done, long total, Duration left, String detail) {
        long now = System.nanoTime();
        boolean ends = done >= total && !ended;
        if (!ends && now - next < 0) {
            return;
        }
        ended = done >= total;
        next = now + PAUSE.toNanos();
        console.say(
                "{0}: {1} of {2}{3}{4}",
                task,
                done,
                total,
                done < total ? Message.of(", {0} left", ProgressDisplay.words(left)) : "",
                detail.isEmpty() ? "" : ", " + detail);
    }

    @Override
    public void close() {}
}
