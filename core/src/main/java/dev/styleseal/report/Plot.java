package dev.styleseal.report;

import java.util.Locale;

/**
 * The plane of a curve over the steps of a training: its marks, and where numbers lie on it.
 *
 * @param steps from left to right
 * @param values from the bottom up
 */
record Plot(Axis steps, Axis values) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 58;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;

    /** Begins the picture with its marks; the caller draws on and closes it. */
    void open(Html html, String title) {
        html.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", title);
        for (double mark : values.marks()) {
            html.empty("path", "class", "rule", "d", across(mark));
            label(html, values, mark, String.valueOf(LEFT - 8), y(mark), "end", "4");
        }
        for (double mark : steps.marks()) {
            label(html, steps, mark, x(mark), String.valueOf(HEIGHT - BOTTOM + 18), "middle", "0");
        }
        String middle = String.valueOf((LEFT + WIDTH - RIGHT) / 2);
        html.element(
                "text", html.words().of("curve.steps"), "x", middle, "y", HEIGHT - 6 + "", "text-anchor", "middle");
        html.element(
                "text",
                html.words().of("curve.loss"),
                "class",
                "side",
                "transform",
                "translate(12 " + (TOP + HEIGHT - BOTTOM) / 2 + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    private static void label(Html html, Axis axis, double mark, String x, String y, String anchor, String down) {
        html.element("text", html.words().number(axis.label(mark)), "x", x, "y", y, "dy", down, "text-anchor", anchor);
    }

    /** A line from left to right at a value. */
    String across(double value) {
        return "M" + LEFT + " " + y(value) + "H" + (WIDTH - RIGHT);
    }

    /** A line from top to bottom at a step. */
    String down(double step) {
        return "M" + x(step) + " " + TOP + "V" + (HEIGHT - BOTTOM);
    }

    String x(double step) {
        return coordinate(horizontal(step));
    }

    String y(double value) {
        return coordinate(vertical(value));
    }

    double horizontal(double step) {
        return LEFT + (WIDTH - LEFT - RIGHT) * steps.place(step);
    }

    double vertical(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * values.place(value);
    }

    /** Whether a step is nearer to the right edge than to the left one. */
    boolean isRight(double step) {
        return steps.place(step) > 0.5;
    }

    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
