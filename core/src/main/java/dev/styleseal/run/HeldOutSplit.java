package dev.styleseal.run;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Message;
import java.util.List;

/**
 * Which pictures are learned and which are only measured.
 *
 * @param learned at least one
 * @param withheld never learned; may be empty
 * @param reason why so, for people
 */
public record HeldOutSplit(List<TrainingPicture> learned, List<TrainingPicture> withheld, Message reason) {
    public HeldOutSplit {
        learned = List.copyOf(learned);
        withheld = List.copyOf(withheld);
    }
}
