package dev.styleseal.run;

import dev.styleseal.checkpoint.Stated;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.model.NoiseFacts;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.HostTensor;
import java.util.List;

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

    /** One layer of a seal. */
    static Seal seal() {
        return Seal.of(
                List.of(new LoraModule(
                        "unet.mid_block.attentions.0.proj_in",
                        HostTensor.of(new float[] {1, 2}, 1, 2),
                        HostTensor.of(new float[] {3, 4}, 2, 1),
                        1)),
                SealMetadata.none());
    }
}
