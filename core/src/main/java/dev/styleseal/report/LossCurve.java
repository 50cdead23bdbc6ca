package dev.styleseal.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How the loss moved in training: a dot a step, and a line through their running mean.
 *
 * @param title what it shows, in a sentence
 * @param losses one a step, from step 1; at least one, all finite
 */
public record LossCurve(String title, List<Double> losses) implements Block {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 58;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;
    private static final int SMOOTHED_SHARE = 10; // of the steps, one in so many is averaged
    private static final int MOST_DOTS = 1000;

    public LossCurve {
        losses = List.copyOf(losses);
        if (losses.isEmpty() || losses.stream().anyMatch(loss -> !Double.isFinite(loss))) {
            throw new IllegalArgumentException("a curve needs finite losses");
        }
    }

    /** The mean of the steps around each step, fewer at both ends. */
    List<Double> smoothed() {
        int reach = window() / 2;
        return IntStream.range(0, losses.size())
                .mapToObj(i -> losses.subList(Math.max(0, i - reach), Math.min(losses.size(), i + reach + 1)).stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toList();
    }

    /** Number of steps averaged: odd. */
    int window() {
        return losses.size() / SMOOTHED_SHARE / 2 * 2 + 1;
    }

    @Override
    public void writeTo(Html html) {
        Axis steps = Axis.upTo(losses.size());
        Axis loss = Axis.upTo(Math.max(
                1e-9, losses.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
        html.open("figure", "class", "curve");
        html.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", title);
        grid(html, steps, loss);
        html.empty("path", "class", "dots", "d", dots(steps, loss));
        html.empty("path", "class", "mean", "d", line(steps, loss));
        html.close();
        html.element("figcaption", title + " " + html.words().of("curve.legend", window()));
        html.close();
    }

    private void grid(Html html, Axis steps, Axis loss) {
        for (double mark : loss.marks()) {
            String y = y(mark, loss);
            html.empty("path", "class", "rule", "d", "M" + LEFT + " " + y + "H" + (WIDTH - RIGHT));
            html.element(
                    "text",
                    html.words().number(number(mark, loss)),
                    "x",
                    String.valueOf(LEFT - 8),
                    "y",
                    y,
                    "dy",
                    "4",
                    "text-anchor",
                    "end");
        }
        for (double mark : steps.marks()) {
            html.element(
                    "text",
                    html.words().number(number(mark, steps)),
                    "x",
                    x(mark, steps),
                    "y",
                    String.valueOf(HEIGHT - BOTTOM + 18),
                    "text-anchor",
                    "middle");
        }
        String middle = String.valueOf((LEFT + WIDTH - RIGHT) / 2);
        html.element(
                "text", html.words().of("curve.steps"), "x", middle, "y", HEIGHT - 6 + "", "text-anchor", "middle");
        html.element(
                "text",
                html.words().of("curve.loss"),
                "transform",
                "translate(12 " + (TOP + HEIGHT - BOTTOM) / 2 + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    /** Lines of no length: with round ends each is a dot, and all of them are one element. */
    private String dots(Axis steps, Axis loss) {
        int every = (losses.size() + MOST_DOTS - 1) / MOST_DOTS;
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < losses.size(); i += every) {
            path.append('M').append(x(i + 1, steps)).append(' ').append(y(losses.get(i), loss));
            path.append("h0");
        }
        return path.toString();
    }

    private String line(Axis steps, Axis loss) {
        List<Double> means = smoothed();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < means.size(); i++) {
            path.append(i == 0 ? 'M' : 'L').append(x(i + 1, steps)).append(' ').append(y(means.get(i), loss));
        }
        return path.toString();
    }

    private static String x(double step, Axis axis) {
        return coordinate(LEFT + (WIDTH - LEFT - RIGHT) * step / axis.end());
    }

    private static String y(double loss, Axis axis) {
        return coordinate(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * loss / axis.end());
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double mark, Axis axis) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(axis.step()) + 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", mark);
    }
}
