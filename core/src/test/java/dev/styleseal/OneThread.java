package dev.styleseal;

import dev.styleseal.tensor.Engine;

/**
 * Computes on one thread while open, as the reference cases were: another number of threads sums in another order, and
 * long runs that clip, such as DDIM's, amplify the difference (diffusers on two threads differs from itself on one by
 * 9e-4 in the longest of them).
 */
public final class OneThread implements AutoCloseable {
    private final int before = Engine.threads();

    public OneThread() {
        Engine.setThreads(1);
    }

    @Override
    public void close() {
        Engine.setThreads(before);
    }
}
