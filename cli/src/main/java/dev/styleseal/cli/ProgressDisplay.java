package dev.styleseal.cli;

import dev.styleseal.error.Message;
import java.time.Duration;

/** Shows people how far long work is. Used by one thread. */
interface ProgressDisplay extends AutoCloseable {
    /**
     * {@code done} of {@code total} pieces are finished.
     *
     * @param detail what else is worth knowing now; may be empty
     */
    void at(long done, long total, Duration left, String detail);

    @Override
    void close();

    /** Such as "1 h 5 min", "4 min 10 s" or "9 s". */
    static Message words(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        if (seconds >= 3600) {
            return Message.of("{0} h {1} min", seconds / 3600, seconds % 3600 / 60);
        }
        return seconds >= 60 ? Message.of("{0} min {1} s", seconds / 60, seconds % 60) : Message.of("{0} s", seconds);
    }
}
