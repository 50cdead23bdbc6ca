package dev.styleseal.benchmark;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.PromptStates;
import org.bytedeco.pytorch.Tensor;

/**
 * What goes into a network beside its weights, drawn at random: latents and text states. How long work takes does not
 * depend on their values. Used on the engine thread.
 *
 * @param specimen whose shapes they have
 * @param order sizes
 */
record Materials(Specimen specimen, BenchmarkOrder order) {
    /** Standard normal, [1, C, h, w], in the scope open at the call. */
    Tensor latents(RandomSource random) {
        Extent extent = extent();
        return random.normal(1, specimen.config().inChannels(), extent.height(), extent.width());
    }

    /** As of one text, pooled too where the network is told that, in the scope open at the call. */
    PromptStates text(RandomSource random) {
        return new PromptStates(
                random.normal(1, specimen.tokens(), specimen.config().contextWidth()),
                specimen.config().addition().map(addition -> random.normal(1, addition.pooledWidth())));
    }

    Framing framing() {
        return Framing.whole(order.width(), order.height());
    }

    /** Of one picture. */
    Extent extent() {
        int factor = specimen.factor();
        return new Extent(1, order.height() / factor, order.width() / factor, specimen.tokens());
    }
}
