package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.run.RunDescription;
import java.util.List;

/**
 * What became of a settings file of kohya's; each key of it is told in one of the lists.
 *
 * @param description the run that was asked for, as far as it can be run here
 * @param taken what means the same here, kohya's defaults for what the file does not say among it
 * @param changed what is done in another way here, and why
 * @param left what is not done here, and what follows from that
 */
public record Imported(RunDescription description, List<Message> taken, List<Message> changed, List<Message> left) {
    public Imported {
        taken = List.copyOf(taken);
        changed = List.copyOf(changed);
        left = List.copyOf(left);
    }
}
