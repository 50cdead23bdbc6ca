package dev.styleseal.unet;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Prompts as the UNet reads them.
 *
 * @param states [B, S, contextWidth]
 * @param pooled [B, pooledWidth], of models that are told it
 */
public record PromptStates(Tensor states, Optional<Tensor> pooled) {
    /** One batch of several; all of the same model. */
    public static PromptStates joined(List<PromptStates> parts) {
        Tensor states = joined(parts.stream().map(PromptStates::states));
        boolean isPooled = parts.get(0).pooled.isPresent();
        return new PromptStates(
                states,
                isPooled
                        ? Optional.of(joined(parts.stream().map(part -> part.pooled.orElseThrow())))
                        : Optional.empty());
    }

    private static Tensor joined(Stream<Tensor> tensors) {
        return torch.cat(new TensorVector(tensors.toArray(Tensor[]::new)), 0);
    }

    /** Both tensors changed in the same way. */
    public PromptStates map(UnaryOperator<Tensor> change) {
        return new PromptStates(change.apply(states), pooled.map(change));
    }

    /** With how each picture came to its size, one framing a prompt. */
    public Condition framed(List<Framing> framings) {
        return new Condition(states, pooled.map(text -> new Condition.Added(text, Framing.tensor(framings))));
    }
}
