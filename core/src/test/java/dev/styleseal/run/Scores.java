package dev.styleseal.run;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Scores of evaluations that nobody ran. */
final class Scores {
    static final int PICTURES = 8;

    private Scores() {}

    /** Withheld pictures, one timestep each. */
    static LossScore of(int step, double... losses) {
        return new LossScore(
                step, true, Arrays.stream(losses).mapToObj(List::of).toList());
    }

    /** {@value #PICTURES} withheld pictures with the same loss, known without error. */
    static LossScore even(int step, double loss) {
        return new LossScore(step, true, Collections.nCopies(PICTURES, List.of(loss)));
    }

    static CheckpointChoice choice(LossScore... scores) {
        return new CheckpointChoice(List.of(scores));
    }
}
