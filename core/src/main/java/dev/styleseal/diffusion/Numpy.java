package dev.styleseal.diffusion;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Ranges and interpolation with NumPy's roundings, so that timesteps and sigmas come out the same. */
final class Numpy {
    private Numpy() {}

    /** {@code count} numbers from {@code start} to {@code stop}, both included. */
    static double[] linspace(double start, double stop, int count) {
        double[] values = new double[count];
        double step = (stop - start) / (count - 1);
        for (int i = 0; i < count; i++) {
            values[i] = i * step + start;
        }
        if (count > 1) {
            values[count - 1] = stop;
        } else {
            values[0] = start;
        }
        return values;
    }

    /** Numbers from {@code start} by {@code step}, {@code stop} excluded. */
    static DoubleStream arange(double start, double stop, double step) {
        double rounded = start + step - start;
        return IntStream.range(0, (int) Math.ceil((stop - start) / step)).mapToDouble(i -> start + i * rounded);
    }

    /** The value of a table at a place between two entries; beyond its ends that of the end. */
    static double interpolate(float[] table, double place) {
        if (place <= 0) {
            return table[0];
        }
        int below = (int) Math.floor(place);
        if (below >= table.length - 1) {
            return table[table.length - 1];
        }
        if (place == below) {
            return table[below];
        }
        double slope = (double) table[below + 1] - table[below];
        return slope * (place - below) + table[below];
    }
}
