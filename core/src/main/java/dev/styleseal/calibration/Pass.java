package dev.styleseal.calibration;

import java.util.Locale;

/** Which way work goes through a network. */
public enum Pass {
    /** Forward alone, as pictures are painted. */
    FORWARD,
    /** Forward and back, as seals are trained. */
    BOTH;

    /** What files call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
