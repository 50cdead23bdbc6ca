package dev.styleseal.run;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;

/** Bytes in words. */
final class Gigabytes {
    private static final double GIGABYTE = 1e9;
    private static final double MEGABYTE = 1e6;
    private static final double LEAST = 0.1; // below that in megabytes

    private Gigabytes() {}

    /** Such as "12.4 GB", and "30.1 MB" where there are few. */
    static Message of(long bytes) {
        return bytes < LEAST * GIGABYTE
                ? Message.of("{0} MB", Figure.decimal(bytes / MEGABYTE, 1))
                : Message.of("{0} GB", Figure.decimal(bytes / GIGABYTE, bytes < GIGABYTE ? 2 : 1));
    }
}
