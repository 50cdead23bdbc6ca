package dev.styleseal.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from 0 to a round number, with a few round numbers between.
 *
 * @param step between two marks: 1, 2 or 5 times a power of ten
 * @param end the last mark
 */
record Axis(double step, double end) {
    private static final int MARKS = 5;

    /** An axis that reaches {@code largest}, which is above 0. */
    static Axis upTo(double largest) {
        double rough = largest / MARKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
        return new Axis(step, step * Math.ceil(largest / step - 1e-9));
    }

    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i <= Math.round(end / step); i++) {
            marks.add(i * step);
        }
        return marks;
    }
}
