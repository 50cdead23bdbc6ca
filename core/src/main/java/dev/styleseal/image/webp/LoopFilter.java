package dev.styleseal.image.webp;

/** Smooths the edges between blocks (RFC 6386, section 15; arithmetic as in libwebp, dsp/dec.c). */
final class LoopFilter {
    private final FrameHeader header;
    private final Planes planes;

    LoopFilter(FrameHeader header, Planes planes) {
        this.header = header;
        this.planes = planes;
    }

    /** Filters one macroblock; those above and to the left must be done. */
    void filter(Macroblock block, int column, int row) {
        int level = header.filterLevel(block.segment, block.subBlocks);
        if (level == 0) {
            return;
        }
        int inner = innerLimit(level);
        Limits sub = new Limits(2 * (2 * level + inner) + 1, inner, level >= 40 ? 2 : level >= 15 ? 1 : 0);
        Limits whole = new Limits(sub.edge() + 8, inner, sub.highVariance());
        filter(planes.luma(), 16, column, row, block.filtersInside, whole, sub);
        if (!header.simpleFilter) {
            filter(planes.u(), 8, column, row, block.filtersInside, whole, sub);
            filter(planes.v(), 8, column, row, block.filtersInside, whole, sub);
        }
    }

    /** How different samples may be and still be smoothed: across the edge, next to it, and not called detail. */
    private record Limits(int edge, int inner, int highVariance) {}

    private int innerLimit(int level) {
        int limit = level;
        if (header.sharpness > 0) {
            limit >>= header.sharpness > 4 ? 2 : 1;
            limit = Math.min(limit, 9 - header.sharpness);
        }
        return Math.max(1, limit);
    }

    private void filter(Plane plane, int size, int column, int row, boolean inside, Limits whole, Limits sub) {
        int at = plane.at(column * size, row * size);
        int stride = plane.stride;
        if (column > 0) {
            edge(plane, at, 1, stride, size, whole, true);
        }
        for (int i = 4; i < size && inside; i += 4) {
            edge(plane, at + i, 1, stride, size, sub, false);
        }
        if (row > 0) {
            edge(plane, at, stride, 1, size, whole, true);
        }
        for (int i = 4; i < size && inside; i += 4) {
            edge(plane, at + i * stride, stride, 1, size, sub, false);
        }
    }

    private void edge(Plane plane, int at, int across, int along, int size, Limits limits, boolean outer) {
        byte[] s = plane.samples;
        for (int i = 0, p = at; i < size; i++, p += along) {
            if (header.simpleFilter) {
                if (steep(s, p, across) <= limits.edge()) {
                    two(plane, p, across);
                }
            } else if (steep(s, p, across) <= limits.edge() && calm(s, p, across, limits.inner())) {
                if (detailed(s, p, across, limits.highVariance())) {
                    two(plane, p, across);
                } else if (outer) {
                    six(plane, p, across);
                } else {
                    four(plane, p, across);
                }
            }
        }
    }

    private static int steep(byte[] s, int p, int step) {
        return 4 * gap(s, p - step, p) + gap(s, p - 2 * step, p + step);
    }

    private static boolean calm(byte[] s, int p, int step, int limit) {
        return gap(s, p - 4 * step, p - 3 * step) <= limit
                && gap(s, p - 3 * step, p - 2 * step) <= limit
                && gap(s, p - 2 * step, p - step) <= limit
                && gap(s, p + 3 * step, p + 2 * step) <= limit
                && gap(s, p + 2 * step, p + step) <= limit
                && gap(s, p + step, p) <= limit;
    }

    private static boolean detailed(byte[] s, int p, int step, int limit) {
        return gap(s, p - 2 * step, p - step) > limit || gap(s, p + step, p) > limit;
    }

    private static int gap(byte[] s, int one, int other) {
        return Math.abs((s[one] & 0xFF) - (s[other] & 0xFF));
    }

    /** Changes the sample on each side of the edge. */
    private static void two(Plane plane, int p, int step) {
        byte[] s = plane.samples;
        int a = 3 * difference(s, p, p - step) + clamp(difference(s, p - 2 * step, p + step), 128);
        add(plane, p - step, clamp((a + 3) >> 3, 16));
        add(plane, p, -clamp((a + 4) >> 3, 16));
    }

    /** Changes two samples on each side. */
    private static void four(Plane plane, int p, int step) {
        int a = 3 * difference(plane.samples, p, p - step);
        int down = clamp((a + 4) >> 3, 16);
        int outside = (down + 1) >> 1;
        add(plane, p - 2 * step, outside);
        add(plane, p - step, clamp((a + 3) >> 3, 16));
        add(plane, p, -down);
        add(plane, p + step, -outside);
    }

    /** Changes three samples on each side. */
    private static void six(Plane plane, int p, int step) {
        byte[] s = plane.samples;
        int a = clamp(3 * difference(s, p, p - step) + clamp(difference(s, p - 2 * step, p + step), 128), 128);
        for (int i = 0; i < 3; i++) {
            int change = ((27 - 9 * i) * a + 63) >> 7;
            add(plane, p - (i + 1) * step, change);
            add(plane, p + i * step, -change);
        }
    }

    private static int difference(byte[] s, int one, int other) {
        return (s[one] & 0xFF) - (s[other] & 0xFF);
    }

    private static int clamp(int value, int size) {
        return Math.max(-size, Math.min(size - 1, value));
    }

    private static void add(Plane plane, int at, int change) {
        plane.set(at, (plane.samples[at] & 0xFF) + change);
    }
}
