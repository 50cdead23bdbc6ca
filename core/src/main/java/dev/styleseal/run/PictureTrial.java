package dev.styleseal.run;

import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.Conditions;
import dev.styleseal.generate.Painter;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;

/** Paints one preview whole, but in few steps of the sampler, which take alike, and computes how long one takes. */
record PictureTrial(StableDiffusion model, Plan plan, Cancellation cancellation) {
    static final int STEPS = 5;

    /** @param prompt whose text states are there */
    Duration time(Training training, String prompt) {
        long[] ends = new long[STEPS];
        long start = System.nanoTime();
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Conditions conditions = new Conditions(
                    training.text().of(List.of(Optional.of(prompt))),
                    training.text().of(List.of(Optional.empty())));
            Progress clock = (done, total) -> ends[done - 1] = System.nanoTime();
            new Painter(training.unet(), model.vae(), training.schedule())
                    .paint(conditions, Previews.settings(plan, STEPS), 0, clock, cancellation);
        }
        long whole = System.nanoTime() - start;
        long perStep = (ends[STEPS - 1] - ends[0]) / (STEPS - 1);
        return Duration.ofNanos(whole + perStep * (Previews.STEPS - STEPS));
    }
}
