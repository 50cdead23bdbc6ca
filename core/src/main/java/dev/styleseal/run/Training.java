package dev.styleseal.run;

import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.train.TextConditions;
import dev.styleseal.train.Trainer;
import dev.styleseal.unet.UNet;
import java.util.Optional;

/**
 * A fresh adapter, the networks it joined and the trainer that teaches it. Owns adapter and optimizer; used on the engine
 * thread.
 */
final class Training implements AutoCloseable {
    private final LoraAdapter adapter;
    private final TextConditions text;
    private final UNet unet;
    private final ScheduleConfig schedule;
    private final Trainer trainer;

    /** @param origin the seal whose values the adapter begins with, if it is not a fresh one */
    Training(StableDiffusion model, Plan plan, Lessons lessons, Optional<Seal> origin) {
        adapter = origin.map(seal -> LoraAdapter.continued(plan.config().lora(), new Origin(seal).modules()))
                .orElseGet(() ->
                        LoraAdapter.fresh(plan.config().lora(), plan.config().seed()));
        try {
            text = lessons.text(adapter);
            unet = model.unet(adapter);
            adapter.requirePlaced(Message.of("The adapter"));
            schedule = model.schedule();
            trainer = new Trainer(
                    plan.config(),
                    unet,
                    adapter,
                    NoiseSchedule.of(schedule),
                    Prediction.of(schedule),
                    lessons.with(text));
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    LoraAdapter adapter() {
        return adapter;
    }

    TextConditions text() {
        return text;
    }

    UNet unet() {
        return unet;
    }

    ScheduleConfig schedule() {
        return schedule;
    }

    Trainer trainer() {
        return trainer;
    }

    @Override
    public void close() {
        trainer.close();
        adapter.close();
    }
}
