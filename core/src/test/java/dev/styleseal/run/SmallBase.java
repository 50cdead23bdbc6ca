package dev.styleseal.run;

import dev.styleseal.checkpoint.Stated;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Message;
import dev.styleseal.model.NoiseFacts;
import dev.styleseal.tensor.Placement;

/** What a recipe asks of a base that is not there. */
final class SmallBase {
    static final TrainingBase BASE = new TrainingBase(
            64,
            8,
            1,
            Placement.REFERENCE,
            new NoiseFacts(
                    new Stated<>(Prediction.EPSILON, Message.of("its scheduler_config.json says so")),
                    new Stated<>(false, Message.of("its scheduler_config.json says so"))),
            false);

    private SmallBase() {}
}
