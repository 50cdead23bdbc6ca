package dev.styleseal.unet;

/** A segment and how it meets the skip connections. */
record Step(Segment segment, Skip skip) {
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
