package dev.styleseal.image;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How far the colours of one set of pictures are from those of another, without any network.
 *
 * <p>The sliced Wasserstein-1 distance (Rabin, Peyre, Delon, Bernot 2011, "Wasserstein Barycenter and Its Application
 * to Texture Mixing") between the CIELAB colours of all pixels that are not nearly white: the colours are projected on
 * {@value #DIRECTIONS} fixed directions spread evenly over the hemisphere, the one-dimensional distances are averaged.
 * Deviation from the source: the mean is doubled, so that a set whose colours are all moved by some distance is about
 * that distance away; the unit is that of CIELAB, of which people see about 2. Where something stands in the picture
 * plays no role. Each picture weighs the same, whatever its size.
 */
public final class PaletteDistance {
    private static final int DIRECTIONS = 32;

    /** Projections are counted in steps of 0.05, far below what can be seen; all colours lie within 150 of gray. */
    private static final double STEP = 0.05;

    private static final double REACH = 150;
    private static final int STEPS = (int) (2 * REACH / STEP);

    /** Pixels whose every channel is at least this are paper, not paint. */
    private static final int NEARLY_WHITE = 240;

    private static final double[][] AXES = axes();

    private PaletteDistance() {}

    /** The distance, 0 for equal sets; empty when one of them shows nothing but nearly white pixels. */
    public static OptionalDouble between(List<RgbImage> some, List<RgbImage> others) {
        Histogram a = new Histogram(some);
        Histogram b = new Histogram(others);
        if (a.weight == 0 || b.weight == 0) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (int axis = 0; axis < DIRECTIONS; axis++) {
            sum += wasserstein(a.counts[axis], a.weight, b.counts[axis], b.weight);
        }
        return OptionalDouble.of(2 * sum / DIRECTIONS);
    }

    /** In one dimension: the area between the two cumulative distributions. */
    private static double wasserstein(double[] a, double aWeight, double[] b, double bWeight) {
        double aBelow = 0;
        double bBelow = 0;
        double area = 0;
        for (int i = 0; i < STEPS; i++) {
            aBelow += a[i];
            bBelow += b[i];
            area += Math.abs(aBelow / aWeight - bBelow / bWeight) * STEP;
        }
        return area;
    }

    /** A Fibonacci lattice on half a sphere (Gonzalez 2010, "Measurement of Areas on a Sphere", Mathematical Geosciences). */
    private static double[][] axes() {
        double[][] axes = new double[DIRECTIONS][];
        for (int i = 0; i < DIRECTIONS; i++) {
            double height = (i + 0.5) / DIRECTIONS;
            double radius = Math.sqrt(1 - height * height);
            double turn = i * Math.PI * (3 - Math.sqrt(5));
            axes[i] = new double[] {height, radius * Math.cos(turn), radius * Math.sin(turn)};
        }
        return axes;
    }

    private static final class Histogram {
        private final double[][] counts = new double[DIRECTIONS][STEPS];
        private double weight;

        Histogram(List<RgbImage> images) {
            images.forEach(this::add);
        }

        private void add(RgbImage image) {
            byte[] rgb = image.bytes();
            double each = 3.0 / rgb.length;
            for (int i = 0; i < rgb.length; i += 3) {
                int red = rgb[i] & 0xFF;
                int green = rgb[i + 1] & 0xFF;
                int blue = rgb[i + 2] & 0xFF;
                if (Math.min(red, Math.min(green, blue)) < NEARLY_WHITE) {
                    add(CieLab.of(red, green, blue), each);
                    weight += each;
                }
            }
        }

        private void add(CieLab colour, double each) {
            for (int axis = 0; axis < DIRECTIONS; axis++) {
                double[] way = AXES[axis];
                double place = (colour.lightness() - 50) * way[0] + colour.a() * way[1] + colour.b() * way[2];
                counts[axis][(int) ((place + REACH) / STEP)] += each;
            }
        }
    }
}
