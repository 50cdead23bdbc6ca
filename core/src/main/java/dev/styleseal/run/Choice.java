package dev.styleseal.run;

import dev.styleseal.error.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which checkpoint became the seal, and why.
 *
 * @param step of the checkpoint that was chosen
 * @param lastStep of the training
 * @param claimed whether it is said to be the best; not without held-out pictures
 * @param reason a sentence for people
 * @param candidates all that could have been chosen, by step
 */
public record Choice(int step, int lastStep, boolean claimed, Message reason, List<Candidate> candidates) {
    public Choice {
        candidates = List.copyOf(candidates);
    }

    /**
     * A checkpoint that could have been chosen.
     *
     * @param mean loss on the held-out pictures
     * @param behind by how much its mean is above the lowest, as a share of that
     * @param margin what of that is within noise: one standard error of the paired differences, as a share of the lowest
     * @param guard what its pictures told, where it was looked at
     */
    public record Candidate(int step, double mean, double behind, double margin, Optional<Guard> guard) {}

    /**
     * What the pictures of a checkpoint tell: whether it repeats what it saw, and whether it changes what it should not.
     *
     * @param memorised whether one of its pictures is nearer to a training picture than two training pictures are
     * @param nearest likeness of its picture to the training picture most like it, 1 for the same
     * @param ordinary likeness that was expected: the highest of two different training pictures, or of the base's pictures
     * @param leak change of pictures of neutral prompts as a share of that of the training's prompts
     */
    public record Guard(boolean memorised, double nearest, double ordinary, OptionalDouble leak) {}
}
