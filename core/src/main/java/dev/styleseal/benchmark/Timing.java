package dev.styleseal.benchmark;

import java.util.List;

/**
 * How long one piece of work took each time.
 *
 * @param seconds in the order in which they were measured, the first, unmeasured time left out; at least one
 */
public record Timing(List<Double> seconds) {
    public Timing {
        seconds = List.copyOf(seconds);
    }

    /** The one in the middle, or the mean of the two there. */
    public double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    public double min() {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
