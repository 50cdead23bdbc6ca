package dev.styleseal.train;

import dev.styleseal.error.BadInput;

/**
 * How the learning rate moves over a run: up from zero in a straight line over the warm-up, then along a curve.
 *
 * @param curve what follows the warm-up
 * @param warmup optimizer steps of warm-up, 0 for none
 * @param steps optimizer steps of the whole run
 */
public record LearningRate(Curve curve, int warmup, int steps) {
    /** Shapes as in diffusers' {@code get_scheduler}. */
    public enum Curve {
        /** Stays at its peak. */
        CONSTANT,
        /** Falls in a straight line to zero. */
        LINEAR,
        /** Falls to zero along half a cosine (Loshchilov and Hutter 2017). */
        COSINE
    }

    public LearningRate {
        if (steps < 1) {
            throw new BadInput(
                    "The number of steps is {0}. Expected at least 1. Leave --steps out to have it derived.", steps);
        }
        if (warmup < 0 || warmup > steps) {
            throw new BadInput(
                    "The warm-up is {0} steps. Expected 0 to the run's {1} steps. Correct --warmup.", warmup, steps);
        }
    }

    /** The factor on the peak rate in the optimizer step {@code step}, counted from 0. */
    public double factor(int step) {
        if (step < warmup) {
            return (double) step / Math.max(1, warmup);
        }
        double done = (double) (step - warmup) / Math.max(1, steps - warmup);
        return switch (curve) {
            case CONSTANT -> 1;
            case LINEAR -> Math.max(0, 1 - done);
            case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done)));
        };
    }
}
