package dev.styleseal.lora;

import dev.styleseal.tensor.RandomSource;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Zeroes a share of an update's inputs in training (Srivastava et al. 2014), from the numbers of the step at hand. */
final class LoraDropout {
    private final double share;
    private @Nullable RandomSource random; // null outside training steps: nothing is dropped

    LoraDropout(double share) {
        this.share = share;
    }

    void drawFrom(@Nullable RandomSource source) {
        random = source;
    }

    /** Remembers which numbers come next; running the result makes them come again. */
    Runnable mark() {
        return random == null || share == 0 ? () -> {} : random.mark();
    }

    boolean drops() {
        return random != null && share > 0;
    }

    Tensor apply(Tensor x) {
        if (random == null || share == 0) {
            return x;
        }
        Tensor kept = random.uniform(x.shape()).ge(new Scalar(share)).to(x.scalar_type());
        return x.mul(kept.mul_(new Scalar(1 / (1 - share))));
    }
}
