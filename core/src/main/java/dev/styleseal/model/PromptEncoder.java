package dev.styleseal.model;

import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.clip.TextStates;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.PromptStates;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Prompts to what the UNet reads. With one text encoder that is the chosen layer behind the final norm; with two, as in
 * SDXL, the chosen layers of both side by side, and the second one's projected pooled state (diffusers'
 * {@code encode_prompt}). Used on the engine thread.
 */
public final class PromptEncoder {
    private final List<Reader> readers;
    private final int clipSkip;
    private final boolean zerosForNone;

    /** A text encoder and its tokenizer. */
    record Reader(ClipTokenizer tokenizer, ClipTextModel model) {
        Tensor ids(List<String> prompts) {
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

    /**
     * @param readers one, or the two of SDXL
     * @param clipSkip as users count it: 1 for the last layer of a text model
     * @param zerosForNone whether a prompt that is not there is all zeros, not the empty text
     */
    PromptEncoder(List<Reader> readers, int clipSkip, boolean zerosForNone) {
        this.readers = List.copyOf(readers);
        this.clipSkip = clipSkip;
        this.zerosForNone = zerosForNone;
    }

    /**
     * Encodes a batch, in the scope open at the call, with a graph if a text model is being trained.
     *
     * @param prompts empty where there is none, which is not the same as an empty text for every base
     */
    public PromptStates encode(List<Optional<String>> prompts) {
        try (Scope scope = new Scope()) {
            List<String> texts =
                    prompts.stream().map(prompt -> prompt.orElse("")).toList();
            PromptStates states = readers.size() == 1 ? normed(texts) : joined(texts);
            if (zerosForNone && prompts.stream().anyMatch(Optional::isEmpty)) {
                states = withoutThoseMissing(states, prompts);
            }
            return states.map(scope::keep);
        }
    }

    private PromptStates normed(List<String> texts) {
        Reader only = readers.get(0);
        return new PromptStates(only.model.normed(only.model.hidden(only.ids(texts), clipSkip)), Optional.empty());
    }

    private PromptStates joined(List<String> texts) {
        Reader first = readers.get(0);
        Reader second = readers.get(1);
        TextStates states = second.model.forward(second.ids(texts));
        Tensor[] sideBySide = {
            first.model.hidden(first.ids(texts), clipSkip),
            states.hidden().get(states.hidden().size() - clipSkip)
        };
        return new PromptStates(torch.cat(new TensorVector(sideBySide), -1), Optional.of(states.pooled()));
    }

    private static PromptStates withoutThoseMissing(PromptStates states, List<Optional<String>> prompts) {
        float[] missing = new float[prompts.size()];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = prompts.get(i).isPresent() ? 0 : 1;
        }
        Tensor mask = Tensors.of(missing, missing.length, 1).to(ScalarType.Bool);
        Scalar zero = new Scalar(0.0);
        return new PromptStates(
                states.states().masked_fill(mask.unsqueeze(2), zero),
                states.pooled().map(pooled -> pooled.masked_fill(mask, zero)));
    }
}
