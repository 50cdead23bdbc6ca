package dev.styleseal.benchmark;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The most operations a second that a product of large matrices reaches: the best of many, since whatever else a machine
 * does can only slow one down. Used on the engine thread.
 */
final class GemmPeak {
    private static final int SIDE = 2048; // 50 MB of three float32 matrices: beyond every cache
    private static final int LEAST = 3;
    private static final long NANOS = 1_000_000_000;

    private GemmPeak() {}

    /** Operations a second; takes about one. */
    static double measure(Placement placement, Cancellation cancellation) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            RandomSource random = RandomSource.seeded(0);
            Tensor x = placement.enterAsMatrix(random.normal(SIDE, SIDE));
            Tensor weight = placement.enterAsMatrix(random.normal(SIDE, SIDE));
            product(x, weight);
            double best = Double.POSITIVE_INFINITY;
            long start = System.nanoTime();
            for (int i = 0; i < LEAST || System.nanoTime() - start < NANOS; i++) {
                cancellation.check();
                long before = System.nanoTime();
                product(x, weight);
                best = Math.min(best, (System.nanoTime() - before) / 1e9);
            }
            return 2.0 * SIDE * SIDE * SIDE / best;
        }
    }

    /** The way that layers take; reading a number waits for devices that compute on their own. */
    private static void product(Tensor x, Tensor weight) {
        try (Scope scope = new Scope()) {
            torch.linear(x, weight).narrow(0, 0, 1).narrow(1, 0, 1).item_double();
        }
    }
}
