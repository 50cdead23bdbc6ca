package dev.styleseal.train;

import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.Recomputation;
import dev.styleseal.unet.Replay;
import dev.styleseal.unet.UNet;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One pass of the network over a batch, forward and back; every tensor made on the way is freed on return. */
final class TrainStep {
    private final UNet unet;
    private final NoiseSchedule schedule;
    private final Objective objective;
    private final Diagnosis diagnosis;
    private final Optional<Replay> replay;

    /** @param replay if the network runs once more on the way back instead of remembering */
    TrainStep(UNet unet, NoiseSchedule schedule, Objective objective, Diagnosis diagnosis, Optional<Replay> replay) {
        this.unet = unet;
        this.schedule = schedule;
        this.objective = objective;
        this.diagnosis = diagnosis;
        this.replay = replay;
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
            if (replay.isPresent()) {
                try (Recomputation run = unet.recomputed(noisy, batch.timesteps(), batch.condition(), replay.get())) {
                    double value = accumulate(step, batch, noisy, run.prediction(), passes);
                    run.backward();
                    return value;
                }
            }
            Tensor predicted = unet.forward(noisy, batch.timesteps(), batch.condition());
            return accumulate(step, batch, noisy, predicted, passes);
        }
    }

    private double accumulate(int step, Batch batch, Tensor noisy, Tensor predicted, int passes) {
        Tensor loss = objective.loss(predicted, batch.latents(), batch.noise(), batch.timesteps());
        double value = loss.item_double();
        if (!Double.isFinite(value)) {
            throw diagnosis.of(step, batch, noisy, predicted);
        }
        loss.div(new Scalar((double) passes)).backward();
        return value;
    }
}
