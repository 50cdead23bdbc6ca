package dev.styleseal.unet;

import java.util.List;

/**
 * A segment and how it meets the skip connections.
 *
 * @param parts of the segment, in order; together the unit that can be run again on the way back instead of being
 *     remembered
 */
record Step(List<Part> parts, Skip skip) {
    Step {
        parts = List.copyOf(parts);
    }

    enum Skip {
        /** Takes and leaves nothing. */
        NONE,
        /** Leaves its result for the way up. */
        LEAVE,
        /** Takes the last result left, joined behind its input's channels. */
        TAKE,
        /** Gets its input enlarged to the size of the last result left, which stays. */
        ENLARGE
    }
}
