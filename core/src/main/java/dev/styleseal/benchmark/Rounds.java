package dev.styleseal.benchmark;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How often work is timed.
 *
 * @param asked a number, or as many as the time allows
 * @param time for all of them
 */
record Rounds(OptionalInt asked, Duration time) {
    private static final int LEAST = 3; // for a median
    private static final int MOST = 50;

    /** @param first seconds that the first, unmeasured round took */
    int count(double first) {
        double fitting = time.toMillis() / 1000.0 / Math.max(first, 1e-3);
        return asked.orElse((int) Math.max(LEAST, Math.min(MOST, fitting)));
    }
}
