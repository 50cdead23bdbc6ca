package dev.styleseal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale between two round numbers, with a few round numbers between.
 *
 * @param start the first mark
 * @param step between two marks: 1, 2 or 5 times a power of ten
 * @param end the last mark
 */
record Axis(double start, double step, double end) {
    private static final int MARKS = 5;

    /** An axis from 0 that reaches {@code largest}, which is above 0. */
    static Axis upTo(double largest) {
        return between(0, largest);
    }

    /** An axis that holds both, which differ. */
    static Axis between(double smallest, double largest) {
        double rough = (largest - smallest) / MARKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
        return new Axis(step * Math.floor(smallest / step + 1e-9), step, step * Math.ceil(largest / step - 1e-9));
    }

    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i <= Math.round((end - start) / step); i++) {
            marks.add(start + i * step);
        }
        return marks;
    }

    /** Where a value is on the way from the first mark to the last, 0 to 1. */
    double place(double value) {
        return (value - start) / (end - start);
    }

    /** A mark with as many digits as its neighbours need. */
    String label(double mark) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", mark);
    }
}
