package dev.styleseal.run;

import java.util.List;

/**
 * How well the network denoises the same pictures at the same timesteps with the same noise, at one moment of a training.
 *
 * @param step optimizer steps done; 0 is the base alone
 * @param heldOut whether training never saw these pictures; if it did, a lower loss says nothing of other pictures
 * @param losses mean squared errors, a list a picture, in it one a timestep; at least one picture
 */
public record LossScore(int step, boolean heldOut, List<List<Double>> losses) {
    public LossScore {
        losses = losses.stream().map(List::copyOf).toList();
        if (losses.isEmpty() || losses.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a score without losses");
        }
    }

    /** The mean loss of each picture. */
    public List<Double> perPicture() {
        return losses.stream()
                .map(picture -> picture.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toList();
    }

    /** The mean over all pictures. */
    public double mean() {
        return perPicture().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
