package dev.styleseal.clip;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What the text model makes of a batch of prompts.
 *
 * @param hidden the embedded tokens, then the result of every layer, each [B, T, width]
 * @param last the result of the last layer after the final norm, [B, T, width]
 * @param pooled {@code last} at the end of each text, [B, width]; projected to [B, projection] if the model projects
 */
public record TextStates(List<Tensor> hidden, Tensor last, Tensor pooled) {
    public TextStates {
        hidden = List.copyOf(hidden);
    }
}
