package dev.styleseal.train;

import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.UNet;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One pass of the network over a batch, forward and back; every tensor made on the way is freed on return. */
final class TrainStep {
    private final UNet unet;
    private final NoiseSchedule schedule;
    private final Objective objective;
    private final Diagnosis diagnosis;

    TrainStep(UNet unet, NoiseSchedule schedule, Objective objective, Diagnosis diagnosis) {
        this.unet = unet;
        this.schedule = schedule;
        this.objective = objective;
        this.diagnosis = diagnosis;
    }

    /**
     * Adds the gradient of a batch's loss, divided by {@code passes}, to the trained tensors.
     *
     * @param step counted from 1, for messages
     * @param batches makes the batch inside this pass's scope
     * @return the loss, undivided
     * @throws NotFinite if the loss is not finite; no gradient was added then
     */
    double accumulate(int step, Supplier<Batch> batches, int passes) {
        UNet.forgetPasses();
        try (Scope scope = new Scope()) {
            Batch batch = batches.get();
            Tensor noisy = schedule.addNoise(batch.latents(), batch.noise(), batch.timesteps());
            Tensor predicted = unet.forward(noisy, batch.timesteps(), batch.condition());
            Tensor loss = objective.loss(predicted, batch.latents(), batch.noise(), batch.timesteps());
            double value = loss.item_double();
            if (!Double.isFinite(value)) {
                throw diagnosis.of(step, batch, noisy, predicted);
            }
            loss.div(new Scalar((double) passes)).backward();
            return value;
        }
    }
}
