package dev.styleseal.cli.demo;

import dev.styleseal.report.Machine;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.score.Leak;
import java.time.Duration;
import java.util.List;

/**
 * Everything the demo measured.
 *
 * @param training what happened in training
 * @param modelParameters values in all networks of the base
 * @param sizes of the files
 * @param heldOut losses on pictures that training never saw
 * @param phases how long each part took, in order
 * @param machine on which
 */
record DemoFigures(
        TrainingDiary.Training training,
        long modelParameters,
        Sizes sizes,
        Fingerprints fingerprints,
        HeldOutComparison heldOut,
        Palette palette,
        Leak leak,
        List<Phases.Phase> phases,
        Machine machine) {
    /** On disk, in bytes. */
    record Sizes(long seal, long base) {
        double share() {
            return (double) seal / base;
        }
    }

    /** SHA-256 over all values of the base, before training and at the very end. */
    record Fingerprints(String before, String after) {
        boolean isEqual() {
            return before.equals(after);
        }
    }

    /** Values that learn, as a share of the denoising network. */
    double trainedShare() {
        return (double) training.started().adapterParameters()
                / training.started().baseParameters();
    }

    double secondsPerStep() {
        return training.duration().toNanos() / 1e9 / training.losses().size();
    }

    Duration total() {
        return phases.stream().map(Phases.Phase::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
