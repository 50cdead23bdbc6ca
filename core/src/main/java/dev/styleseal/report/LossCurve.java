package dev.styleseal.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How the loss moved in training: a dot a step, and a line through their running mean.
 *
 * @param title what it shows, in a sentence
 * @param losses by step; at least one, all finite
 */
public record LossCurve(String title, SortedMap<Integer, Double> losses) implements Block {
    private static final int SMOOTHED_SHARE = 10; // of the steps, one in so many is averaged
    private static final int MOST_DOTS = 1000;

    public LossCurve {
        losses = Collections.unmodifiableSortedMap(new TreeMap<>(losses));
        if (losses.isEmpty() || losses.values().stream().anyMatch(loss -> !Double.isFinite(loss))) {
            throw new IllegalArgumentException("a curve needs finite losses");
        }
    }

    /** A curve of steps without gaps, from step 1. */
    public LossCurve(String title, List<Double> losses) {
        this(title, numbered(losses));
    }

    private static SortedMap<Integer, Double> numbered(List<Double> losses) {
        SortedMap<Integer, Double> steps = new TreeMap<>();
        for (int i = 0; i < losses.size(); i++) {
            steps.put(i + 1, losses.get(i));
        }
        return steps;
    }

    /** The mean of the steps around each step, fewer at both ends. */
    List<Double> smoothed() {
        List<Double> values = List.copyOf(losses.values());
        int reach = window() / 2;
        return IntStream.range(0, values.size())
                .mapToObj(i -> values.subList(Math.max(0, i - reach), Math.min(values.size(), i + reach + 1)).stream()
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
        double largest = Collections.max(losses.values());
        Plot plot = new Plot(Axis.upTo(losses.lastKey()), Axis.upTo(Math.max(1e-9, largest)));
        html.open("figure", "class", "curve");
        plot.open(html, title);
        html.empty("path", "class", "dots", "d", dots(plot));
        html.empty("path", "class", "mean", "d", line(plot));
        html.close();
        html.element("figcaption", title + " " + html.words().of("curve.legend", window()));
        html.close();
    }

    /** Lines of no length: with round ends each is a dot, and all of them are one element. */
    private String dots(Plot plot) {
        int every = (losses.size() + MOST_DOTS - 1) / MOST_DOTS;
        List<Integer> steps = new ArrayList<>(losses.keySet());
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < steps.size(); i += every) {
            int step = steps.get(i);
            path.append('M').append(plot.x(step)).append(' ').append(plot.y(losses.getOrDefault(step, 0.0)));
            path.append("h0");
        }
        return path.toString();
    }

    private String line(Plot plot) {
        List<Double> means = smoothed();
        List<Integer> steps = new ArrayList<>(losses.keySet());
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < means.size(); i++) {
            path.append(i == 0 ? 'M' : 'L').append(plot.x(steps.get(i))).append(' ');
            path.append(plot.y(means.get(i)));
        }
        return path.toString();
    }
}
