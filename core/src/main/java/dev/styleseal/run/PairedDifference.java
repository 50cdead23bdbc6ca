package dev.styleseal.run;

import java.util.ArrayList;
import java.util.List;

/**
 * How much higher one loss is than another on the same pictures, timesteps and noise, and how exactly that is known.
 *
 * <p>From {@value #FEWEST_CLUSTERS} pictures on each picture's mean difference is one observation, since the timesteps of a
 * picture go together (cluster means; Cameron and Miller 2015, A Practitioner's Guide to Cluster-Robust Inference, section
 * II). Fewer pictures would give too rough an error; then each timestep of each picture is one, which makes the error
 * smaller than it is.
 *
 * @param mean above 0 if the first is higher
 * @param standardError of that mean: the deviation of the differences (n - 1) by the root of their number; 0 where there is
 *     but one
 */
record PairedDifference(double mean, double standardError) {
    static final int FEWEST_CLUSTERS = 8;

    static PairedDifference between(LossScore score, LossScore than) {
        List<List<Double>> cells = differences(score, than);
        List<Double> observations = new ArrayList<>();
        for (List<Double> picture : cells) {
            if (cells.size() >= FEWEST_CLUSTERS) {
                observations.add(mean(picture));
            } else {
                observations.addAll(picture);
            }
        }
        double mean = mean(observations);
        double squares = observations.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .sum();
        int n = observations.size();
        return new PairedDifference(mean, n == 1 ? 0 : Math.sqrt(squares / (n - 1) / n));
    }

    private static List<List<Double>> differences(LossScore score, LossScore than) {
        List<List<Double>> differences = new ArrayList<>();
        for (int i = 0; i < score.losses().size(); i++) {
            List<Double> row = new ArrayList<>();
            for (int j = 0; j < score.losses().get(i).size(); j++) {
                row.add(score.losses().get(i).get(j) - than.losses().get(i).get(j));
            }
            differences.add(row);
        }
        return differences;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Whether the first is not higher by more than one standard error. */
    boolean withinNoise() {
        return mean <= standardError;
    }
}
