package dev.styleseal.run;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.Privacy;
import java.util.List;
import java.util.Optional;

/**
 * What a training is asked to do, beside its plan.
 *
 * @param name of the seal, without folder and ending
 * @param pictures to learn from, at least one
 * @param trigger the word that will call the seal, if there is one
 * @param checkpointEvery steps between checkpoints, 0 for none
 * @param previewEvery steps between previews, 0 for none
 * @param previewPrompts what previews show; needed if there are previews
 * @param privacy how much the seal tells about the pictures
 */
public record TrainingOrder(
        String name,
        List<TrainingPicture> pictures,
        Optional<String> trigger,
        int checkpointEvery,
        int previewEvery,
        List<String> previewPrompts,
        Privacy privacy) {
    public TrainingOrder {
        pictures = List.copyOf(pictures);
        previewPrompts = List.copyOf(previewPrompts);
        if (checkpointEvery < 0 || previewEvery < 0) {
            throw new BadInput(
                    "Checkpoints are asked for every {0} steps and previews every {1}. Expected at least 1. Leave the option out for none.",
                    checkpointEvery, previewEvery);
        }
        if (name.isBlank() || name.contains("/") || name.contains("\\")) {
            throw new BadInput(
                    "The name of the seal is \"{0}\". Expected a plain word without folders. Correct --name.", name);
        }
    }
}
