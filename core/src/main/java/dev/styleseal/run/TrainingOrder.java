package dev.styleseal.run;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.Privacy;
import dev.styleseal.file.Seal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a training is asked to do, beside its plan.
 *
 * @param name of the seal, without folder and ending
 * @param pictures to learn from and to be measured on
 * @param trigger the word that will call the seal, if there is one
 * @param origin the seal to go on from, instead of a fresh one
 * @param watching how it is watched
 * @param keeping where it keeps what it must not lose
 * @param privacy how much the seal tells about the pictures
 * @param spent time before the training that counts against the minutes that were asked for
 */
public record TrainingOrder(
        String name,
        HeldOutSplit pictures,
        Optional<String> trigger,
        Optional<Seal> origin,
        Watching watching,
        Keeping keeping,
        Privacy privacy,
        Duration spent) {
    public TrainingOrder {
        if (name.isBlank() || name.contains("/") || name.contains("\\")) {
            throw new BadInput(
                    "The name of the seal is \"{0}\". Expected a plain word without folders. Correct --name.", name);
        }
    }

    /**
     * The plan for these wishes.
     *
     * @throws BadInput if a wish cannot be granted, or contradicts another or the seal to go on from
     */
    public Plan plan(Settings wishes, TrainingBase base) {
        return explained(Recipe.plan(over(wishes), base, pictures.learned().size()));
    }

    /** The wishes, and what follows from the seal to go on from. */
    Settings over(Settings wishes) {
        return origin.map(seal -> new Origin(seal).over(wishes)).orElse(wishes);
    }

    /** The plan, saying which settings follow from that seal. */
    Plan explained(Plan plan) {
        return origin.map(seal -> new Origin(seal).explained(plan)).orElse(plan);
    }

    /** This order for the first picture alone. */
    TrainingOrder ofFirstPicture() {
        HeldOutSplit first = HeldOutSplit.none(pictures.learned().subList(0, 1));
        return new TrainingOrder(name, first, trigger, origin, watching, keeping, privacy, spent);
    }

    /** Those that are learned. */
    List<TrainingPicture> learned() {
        return pictures.learned();
    }
}
