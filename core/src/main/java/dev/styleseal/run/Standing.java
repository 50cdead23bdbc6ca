package dev.styleseal.run;

import java.util.Optional;

/**
 * Where a checkpoint stands among the others.
 *
 * @param step of the checkpoint
 * @param mean its loss
 * @param lowest the lowest loss of all checkpoints
 * @param toLowest its difference to that
 * @param toBase its difference to the base alone
 */
record Standing(int step, double mean, double lowest, PairedDifference toLowest, PairedDifference toBase) {
    static Standing of(LossScore score, LossScore lowest, LossScore base) {
        return new Standing(
                score.step(),
                score.mean(),
                lowest.mean(),
                PairedDifference.between(score, lowest),
                PairedDifference.between(score, base));
    }

    boolean beatsBase() {
        return toBase.mean() < 0;
    }

    Choice.Candidate candidate(Optional<Choice.Guard> guard) {
        return new Choice.Candidate(step, mean, behind(), margin(), guard);
    }

    /** Above the lowest, as a share of that. */
    double behind() {
        return (mean - lowest) / lowest;
    }

    /** One standard error of the difference to the lowest, as a share of that. */
    double margin() {
        return toLowest.standardError() / lowest;
    }
}
