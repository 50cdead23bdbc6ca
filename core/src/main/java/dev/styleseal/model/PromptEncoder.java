package dev.styleseal.model;

import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.clip.TextStates;
import dev.styleseal.prompt.Chunk;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.LearnedWord;
import dev.styleseal.prompt.LearnedWords;
import dev.styleseal.prompt.WeightedText;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.PromptStates;
import java.util.ArrayList;
import java.util.Collections;
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

    /** A text encoder, its tokenizer and the words it learned apart. */
    record Reader(ClipTokenizer tokenizer, ClipTextModel model, LearnedWords words) {
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

        List<Chunk> chunks(List<WeightedText> prompt) {
            return Chunk.of(prompt, tokenizer, words);
        }

        /** The model that knows the learned words, in the scope open at the call. */
        ClipTextModel literate() {
            return words.isEmpty()
                    ? model
                    : model.withWords(
                            Tensors.of(words.vectors().values(), words.vectors().sizes()));
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
            return states.map(state -> scope.keep(Placement.leave(state)));
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

    /**
     * The same encoder for prompts that use words learned apart.
     *
     * @throws dev.styleseal.error.BadInput if one was learned for another kind of base, or two are the same
     */
    public PromptEncoder withWords(List<LearnedWord> learned) {
        List<Reader> taught = new ArrayList<>();
        for (Reader reader : readers) {
            LearnedWords.Encoder encoder = new LearnedWords.Encoder(
                    taught.size(),
                    readers.size(),
                    reader.model.config().vocabulary(),
                    reader.model.config().width(),
                    reader.tokenizer.maxLength() - 2);
            taught.add(new Reader(reader.tokenizer, reader.model, LearnedWords.of(learned, encoder)));
        }
        return new PromptEncoder(taught, clipSkip, zerosForNone);
    }

    /**
     * Encodes prompts of any length, each as a batch of one, in the scope open at the call. All become as long as the
     * longest by chunks without words, so that they can be joined; the pooled state is that of the first chunk. One
     * plain prompt that fits into a chunk gives exactly what {@link #encode} gives.
     *
     * @param prompts empty where there is none
     */
    public List<PromptStates> encodeLong(List<Optional<List<WeightedText>>> prompts, Emphasis emphasis) {
        try (Scope scope = new Scope()) {
            List<List<List<Chunk>>> chunks = prompts.stream()
                    .map(prompt -> readers.stream()
                            .map(reader -> reader.chunks(prompt.orElse(List.of())))
                            .toList())
                    .toList();
            int longest = chunks.stream()
                    .flatMap(List::stream)
                    .mapToInt(List::size)
                    .max()
                    .orElse(1);
            List<PromptStates> states = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                PromptStates one = states(chunks.get(i), longest, emphasis);
                boolean zeros = zerosForNone && prompts.get(i).isEmpty();
                states.add((zeros ? one.map(tensor -> torch.zeros_like(tensor)) : one).map(scope::keep));
            }
            return states;
        }
    }

    private PromptStates states(List<List<Chunk>> chunksOfReaders, int longest, Emphasis emphasis) {
        List<Tensor> sideBySide = new ArrayList<>();
        Optional<Tensor> pooled = Optional.empty();
        for (int i = 0; i < readers.size(); i++) {
            List<Chunk> chunks = new ArrayList<>(chunksOfReaders.get(i));
            chunks.addAll(Collections.nCopies(longest - chunks.size(), Chunk.empty(readers.get(i).tokenizer)));
            ClipTextModel model = readers.get(i).literate();
            Tensor ids = Emphasis.ids(chunks);
            if (i == 0) {
                Tensor hidden = model.hidden(ids, clipSkip);
                sideBySide.add(
                        emphasis.states(chunks, Placement.leave(readers.size() == 1 ? model.normed(hidden) : hidden)));
            } else {
                TextStates second = model.forward(ids);
                sideBySide.add(emphasis.states(
                        chunks,
                        Placement.leave(second.hidden().get(second.hidden().size() - clipSkip))));
                pooled = Optional.of(Placement.leave(second.pooled().narrow(0, 0, 1)));
            }
        }
        Tensor[] all = sideBySide.toArray(Tensor[]::new);
        return new PromptStates(all.length == 1 ? all[0] : torch.cat(new TensorVector(all), -1), pooled);
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
