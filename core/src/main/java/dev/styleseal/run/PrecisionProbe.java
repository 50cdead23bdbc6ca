package dev.styleseal.run;

import dev.styleseal.error.Cancellation;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Scope;
import java.util.List;

/**
 * One batch whose loss tells what a precision does to a base: the first picture at a few timesteps, with the same latents,
 * noise and text each time. Without a way back, so that it takes little memory. Owns its tensors; used on the engine thread.
 */
final class PrecisionProbe implements AutoCloseable {
    /** Noise of every strength, as many rows as a small batch has. */
    private static final int TIMESTEPS = 4;

    private final StableDiffusion model;
    private final Lessons lessons;

    PrecisionProbe(StableDiffusion model, Plan plan, TrainingOrder order, Cancellation cancellation) {
        this.model = model;
        lessons = new Lessons(model, plan, order.ofFirstPicture(), (done, total) -> {}, cancellation);
    }

    /** The loss in the precision that the model has now, mean squared error; not a number or infinite where it fails. */
    double loss() {
        try (Scope scope = new Scope()) {
            List<Double> losses = lessons.exam(lessons.text(LayerWrapper.NONE), model.schedule())
                    .atTimesteps(TIMESTEPS)
                    .of(model.unet(LayerWrapper.NONE));
            return losses.get(0);
        }
    }

    @Override
    public void close() {
        lessons.close();
    }
}
