package dev.styleseal.model;

import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Prompts to the text states that condition the UNet. Used on the engine thread.
 *
 * @param clipSkip as users count it: 1 for the last layer of the text model
 */
public record PromptEncoder(ClipTokenizer tokenizer, ClipTextModel model, int clipSkip) {
    /** [B, T, width] in the scope open at the call, with a graph if the text model is being trained. */
    public Tensor encode(List<String> prompts) {
        try (Scope scope = new Scope()) {
            return scope.keep(model.conditioning(ids(prompts), clipSkip));
        }
    }

    private Tensor ids(List<String> prompts) {
        int length = tokenizer.maxLength();
        long[] ids = new long[prompts.size() * length];
        for (int i = 0; i < prompts.size(); i++) {
            int[] encoded = tokenizer.encode(prompts.get(i));
            for (int j = 0; j < length; j++) {
                ids[i * length + j] = encoded[j];
            }
        }
        return Tensors.of(ids, prompts.size(), length);
    }
}
