package dev.styleseal.cli;

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
    static String words(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        if (seconds >= 3600) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }
}
