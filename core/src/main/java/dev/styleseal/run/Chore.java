package dev.styleseal.run;

import dev.styleseal.data.LatentCache;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.train.HeldOutLoss;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a run does beside its steps and consists of equal parts.
 *
 * @param parts how many there are, at least 1
 * @param part does one of them
 */
record Chore(int parts, Consumer<Training> part) {
    /**
     * The loss on pictures that stay the caller's and are there as long as the chore is.
     *
     * @param captions one a picture, whose text states are there already
     */
    static Chore evaluation(LatentCache pictures, List<String> captions) {
        return new Chore(captions.size(), training -> {
            long[] size = pictures.mean(0).shape();
            try (LatentCache first = pictures.corners(1, size[2], size[3])) {
                new HeldOutLoss(
                                first,
                                captions.subList(0, 1),
                                training.text(),
                                NoiseSchedule.of(training.schedule()),
                                Prediction.of(training.schedule()))
                        .of(training.unet());
            }
        });
    }

    /** How long all parts take, by the time of one that is really done. */
    Duration time(Training training) {
        long start = System.nanoTime();
        part.accept(training);
        return Duration.ofNanos(System.nanoTime() - start).multipliedBy(parts);
    }
}
