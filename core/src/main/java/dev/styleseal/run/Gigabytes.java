package dev.styleseal.run;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;

/** Bytes in words. */
final class Gigabytes {
    private static final double GIGABYTE = 1e9;

    private Gigabytes() {}

    /** Such as "12.4 GB", and "0.03 GB" below one. */
    static Message of(long bytes) {
        double value = bytes / GIGABYTE;
        return Message.of("{0} GB", Figure.decimal(value, value < 1 ? 2 : 1));
    }
}
