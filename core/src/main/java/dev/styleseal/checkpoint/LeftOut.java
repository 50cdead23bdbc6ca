package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import java.util.List;

/**
 * Tensors of a checkpoint that no network needs.
 *
 * @param reason what they are, for people
 * @param names their names in the file, in its order
 */
public record LeftOut(Message reason, List<String> names) {
    public LeftOut {
        names = List.copyOf(names);
    }
}
