package dev.styleseal.diffusion;

import org.bytedeco.pytorch.Tensor;

/** What happens between two calls of the network: progress, previews, keeping the unpainted part of a picture. */
@FunctionalInterface
public interface AfterStep {
    /** Goes on without doing anything. */
    AfterStep NOTHING = (call, x) -> x;

    /**
     * Looks at the latents after a call.
     *
     * @param call the call that is done, from 0
     * @param x the latents after it, [B, C, h, w]; not to be kept beyond this method
     * @return the latents to go on with, usually {@code x}
     */
    Tensor done(int call, Tensor x);
}
