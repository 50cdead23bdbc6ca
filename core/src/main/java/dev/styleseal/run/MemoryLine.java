package dev.styleseal.run;

/**
 * The peak memory of a process that trains, as a straight line over the area of its pictures: networks and optimizer take
 * the same whatever is trained on, and what a pass remembers grows with the area, attention too, since its kernels never
 * hold a whole matrix of weights (Dao et al. 2022, section 3).
 *
 * @param fixed bytes that do not depend on the area
 * @param perPixel bytes a pixel of a picture adds
 */
record MemoryLine(double fixed, double perPixel) {
    /** A peak in bytes that was seen with pictures of an area in pixels. */
    record Trial(long pixels, long peak) {}

    /** The line through two trials of different areas; level if the larger one took no more. */
    static MemoryLine through(Trial small, Trial large) {
        double slope = Math.max(0, (double) (large.peak - small.peak) / (large.pixels - small.pixels));
        return new MemoryLine(large.peak - slope * large.pixels, slope);
    }

    long peak(long pixels) {
        return Math.round(fixed + perPixel * pixels);
    }

    /** The side of the largest square picture whose peak fits, a multiple of {@code multiple}; 0 if none does. */
    int largestSide(long room, int multiple) {
        if (room < peak((long) multiple * multiple)) {
            return 0;
        }
        double side = perPixel == 0 ? Integer.MAX_VALUE : Math.sqrt((room - fixed) / perPixel);
        return ((int) (side / multiple)) * multiple;
    }
}
