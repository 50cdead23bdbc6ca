package dev.styleseal.train;

import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.UNet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One pass of the network over a batch, forward and back; every tensor made on the way is freed on return. */
final class TrainStep {
    private final UNet unet;
    private final NoiseSchedule schedule;
    private final Objective objective;

    TrainStep(UNet unet, NoiseSchedule schedule, Objective objective) {
        this.unet = unet;
        this.schedule = schedule;
        this.objective = objective;
    }

    /**
     * Adds the gradient of a batch's loss, divided by {@code passes}, to the trained tensors.
     *
     * @param step counted from 1, for messages
     * @param batches makes the batch inside this pass's scope
     * @return the loss, undivided
     * @throws BadInput if the loss is not finite; no gradient was added then
     */
    double accumulate(int step, Supplier<Batch> batches, int passes) {
        try (Scope scope = new Scope()) {
            Batch batch = batches.get();
            Tensor noisy = schedule.addNoise(batch.latents(), batch.noise(), batch.timesteps());
            Tensor predicted = unet.forward(noisy, batch.timesteps(), batch.condition());
            Tensor loss = objective.loss(predicted, batch.latents(), batch.noise(), batch.timesteps());
            double value = loss.item_double();
            if (!Double.isFinite(value)) {
                throw notFinite(step, value, batch, predicted);
            }
            loss.div(new Scalar((double) passes)).backward();
            return value;
        }
    }

    private static BadInput notFinite(int step, double loss, Batch batch, Tensor predicted) {
        Map<String, Tensor> suspects = new LinkedHashMap<>();
        suspects.put("the latents", batch.latents());
        suspects.put("the text states", batch.condition().context());
        suspects.put("the UNet's prediction", predicted);
        String culprit = suspects.entrySet().stream()
                .filter(suspect -> !Tensors.allFinite(suspect.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("the loss itself");
        return new BadInput(
                "The loss is {0} in step {1}, and the first tensor that is not finite is {2}. Expected a finite number; the run stops here and this state is not saved. Lower --learning-rate (half of it is a good try), or leave --max-grad-norm at 1.",
                loss, step, Message.of(culprit));
    }
}
