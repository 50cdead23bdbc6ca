package dev.styleseal.diffusion;

import dev.styleseal.tensor.Scope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** How predicted clean latents are kept within bounds, if at all. */
sealed interface Clipping {
    /** Latents [B, C, h, w] within the bounds. */
    Tensor apply(Tensor x0);

    /** As they are. */
    record None() implements Clipping {
        @Override
        public Tensor apply(Tensor x0) {
            return x0;
        }
    }

    /** Cut off at a fixed range. */
    record Fixed(double range) implements Clipping {
        @Override
        public Tensor apply(Tensor x0) {
            return x0.clamp(new ScalarOptional(new Scalar(-range)), new ScalarOptional(new Scalar(range)));
        }
    }

    /**
     * Cut off at a quantile of each picture's own values, and scaled back to 1 (Saharia et al. 2022, Imagen, section
     * 2.3).
     */
    record Dynamic(double quantile, double most) implements Clipping {
        @Override
        public Tensor apply(Tensor x0) {
            try (Scope scope = new Scope()) {
                Tensor flat = x0.flatten(1, -1);
                Tensor limit = flat.abs().quantile(quantile, new LongOptional(1), true, "linear");
                limit = limit.clamp(new ScalarOptional(new Scalar(1.0)), new ScalarOptional(new Scalar(most)));
                Tensor cut = flat.clamp(new TensorOptional(limit.neg()), new TensorOptional(limit));
                return scope.keep(cut.div(limit).view_as(x0));
            }
        }
    }

    /** What thresholding says, or else clip_sample, whose default is the sampler's. */
    static Clipping of(ScheduleConfig config, boolean clips) {
        if (config.flag("thresholding", false)) {
            return dynamic(config);
        }
        if (!config.flag("clip_sample", clips)) {
            return new None();
        }
        double range = config.number("clip_sample_range", 1);
        if (!(range > 0)) {
            throw config.refused("clip_sample_range", "above 0");
        }
        return new Fixed(range);
    }

    /** What thresholding says, for samplers that have no other clipping. */
    static Clipping byThresholding(ScheduleConfig config) {
        return config.flag("thresholding", false) ? dynamic(config) : new None();
    }

    private static Clipping dynamic(ScheduleConfig config) {
        double quantile = config.number("dynamic_thresholding_ratio", 0.995);
        if (!(quantile >= 0 && quantile <= 1)) {
            throw config.refused("dynamic_thresholding_ratio", "0 to 1");
        }
        double most = config.number("sample_max_value", 1);
        if (!(most > 0)) {
            throw config.refused("sample_max_value", "above 0");
        }
        return new Dynamic(quantile, most);
    }
}
