package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The time and the ids that go into files. When the environment sets SOURCE_DATE_EPOCH
 * (reproducible-builds.org/specs/source-date-epoch) both are the same on every run, so that equal runs give equal files.
 *
 * @param clock what time it is
 * @param fixed whether the environment set it
 */
public record SourceDate(Clock clock, boolean fixed) {
    private static final String VARIABLE = "SOURCE_DATE_EPOCH";

    /** The year 9999's last second; later years have no ISO 8601 date of four digits. */
    private static final long LATEST = 253_402_300_799L;

    /**
     * Follows the environment.
     *
     * @param environment as of {@link System#getenv()}
     * @param system what time it is when the variable is not set
     * @throws BadInput when the variable is no number of seconds
     */
    public static SourceDate of(Map<String, String> environment, Clock system) {
        String seconds = environment.get(VARIABLE);
        if (seconds == null) {
            return new SourceDate(system, false);
        }
        if (!seconds.matches("[0-9]{1,12}") || Long.parseLong(seconds) > LATEST) {
            throw new BadInput(
                    "The environment variable {0} is \"{1}\". Expected whole seconds since 1970, up to {2}. Correct it or "
                            + "unset it.",
                    VARIABLE, seconds, LATEST);
        }
        return new SourceDate(Clock.fixed(Instant.ofEpochSecond(Long.parseLong(seconds)), ZoneOffset.UTC), true);
    }

    /** The time now, or always the same. */
    public Instant now() {
        return clock.instant();
    }

    /** A number from 0 to 2^32 - 1 that tells this run from others; the seed's own when the time is fixed. */
    public long sessionId(long seed) {
        long mixed = (fixed ? seed : seed ^ clock.millis()) * 0x9E3779B97F4A7C15L;
        return mixed >>> 32;
    }
}
