package dev.styleseal.unet;

import java.util.ArrayList;
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

    /** The same as steps of one part each, which are smaller units to be run again. */
    List<Step> apart() {
        List<Step> apart = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int meets = skip == Skip.LEAVE
                    ? parts.size() - 1
                    : 0; // a result is left at the end, others are met at the start
            apart.add(new Step(List.of(parts.get(i)), i == meets ? skip : Skip.NONE));
        }
        return apart;
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
