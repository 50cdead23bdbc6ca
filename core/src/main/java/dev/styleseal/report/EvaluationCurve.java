package dev.styleseal.report;

import java.util.List;
import java.util.Optional;

/**
 * How a loss moved that is measured the same way each time: rings with whiskers, joined by a line; a dashed line at the
 * level of the base; a filled diamond at the point that was chosen. What differs differs in shape, and is named in the
 * picture, so that it can be read without colours.
 *
 * @param title what it shows, in a sentence or two
 * @param points by step; at least one
 * @param base the level that the base alone has
 * @param chosen the point that was chosen, if one was
 * @param steps of the whole training, where the picture ends; above 0
 */
public record EvaluationCurve(String title, List<Point> points, Level base, Optional<Mark> chosen, int steps)
        implements Block {
    private static final double RING = 4.5; // radius
    private static final double DIAMOND = 8; // half its width
    private static final double ROOM = 0.1; // above and below the curve, for names
    private static final double LEAST_SPAN = 1e-6; // of the level, where all values are alike

    /**
     * A measurement.
     *
     * @param from lower end of its interval
     * @param to upper end of its interval
     */
    public record Point(int step, double value, double from, double to) {
        public Point {
            if (!Double.isFinite(value) || !Double.isFinite(from) || !Double.isFinite(to)) {
                throw new IllegalArgumentException("step " + step + ": " + value + ", " + from + " to " + to);
            }
        }
    }

    /** A value with its name. */
    public record Level(double value, String label) {}

    /** A point with its name. */
    public record Mark(int step, String label) {}

    public EvaluationCurve {
        points = List.copyOf(points);
        if (points.isEmpty() || steps < 1 || !Double.isFinite(base.value)) {
            throw new IllegalArgumentException("a curve needs points, steps and a level");
        }
    }

    @Override
    public void writeTo(Html html) {
        double low = Math.min(
                base.value, points.stream().mapToDouble(Point::from).min().orElseThrow());
        double high = Math.max(
                base.value, points.stream().mapToDouble(Point::to).max().orElseThrow());
        double span = Math.max(high - low, Math.max(LEAST_SPAN, Math.abs(high) * LEAST_SPAN));
        int last = Math.max(steps, points.get(points.size() - 1).step());
        Plot plot = new Plot(Axis.upTo(last), Axis.between(low - ROOM * span, low + (1 + ROOM) * span));
        html.open("figure", "class", "curve");
        plot.open(html, title);
        html.empty("path", "class", "level", "d", plot.across(base.value));
        html.empty("path", "class", "whiskers", "d", whiskers(plot));
        html.empty("path", "class", "mean", "d", line(plot));
        points.forEach(point -> html.empty(
                "circle", "class", "ring", "cx", plot.x(point.step), "cy", plot.y(point.value), "r", RING + ""));
        mark(html, plot);
        name(html, plot);
        html.close();
        html.element("figcaption", title + " " + html.words().of("curve.evaluation.legend"));
        html.close();
    }

    private String whiskers(Plot plot) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            double x = plot.horizontal(point.step);
            String left = Plot.coordinate(x - 3);
            path.append('M').append(plot.x(point.step)).append(' ').append(plot.y(point.from));
            path.append('V').append(plot.y(point.to));
            path.append('M').append(left).append(' ').append(plot.y(point.from)).append("h6");
            path.append('M').append(left).append(' ').append(plot.y(point.to)).append("h6");
        }
        return path.toString();
    }

    private String line(Plot plot) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? 'M' : 'L').append(plot.x(point.step)).append(' ');
            path.append(plot.y(point.value));
        }
        return path.toString();
    }

    private void mark(Html html, Plot plot) {
        if (chosen.isEmpty()) {
            return;
        }
        Mark mark = chosen.get();
        html.empty("path", "class", "pole", "d", plot.down(mark.step));
        points.stream().filter(point -> point.step == mark.step).forEach(point -> {
            double x = plot.horizontal(point.step);
            double y = plot.vertical(point.value);
            html.empty(
                    "path",
                    "class",
                    "diamond",
                    "d",
                    "M" + Plot.coordinate(x - DIAMOND) + " " + Plot.coordinate(y) + "l8 -8l8 8l-8 8Z");
        });
        boolean right = plot.isRight(mark.step);
        html.element(
                "text",
                mark.label,
                "class",
                "name",
                "x",
                Plot.coordinate(plot.horizontal(mark.step) + (right ? -8 : 8)),
                "y",
                Plot.coordinate(plot.vertical(plot.values().start()) - 8),
                "text-anchor",
                right ? "end" : "start");
    }

    /** The level's name stands at the right, on the side of its line where the curve is not. */
    private void name(Html html, Plot plot) {
        boolean below = points.get(points.size() - 1).value <= base.value;
        double y = plot.vertical(base.value) + (below ? -6 : 16);
        html.element(
                "text",
                base.label,
                "class",
                "name",
                "x",
                plot.x(plot.steps().end()),
                "y",
                Plot.coordinate(y),
                "text-anchor",
                "end");
    }
}
