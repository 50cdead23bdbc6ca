package dev.styleseal.prompt;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** How weights act on the states of a prompt, by the names of AUTOMATIC1111's web UI. Used on the engine thread. */
public enum Emphasis {
    /** States are multiplied; then those of each chunk are scaled so that their mean is what it was. */
    ORIGINAL("Original"),
    /** States are multiplied. */
    NO_NORM("No norm");

    private static final long[] WITHIN_A_CHUNK = {1, 2}; // tokens and width

    private final String label;

    Emphasis(String label) {
        this.label = label;
    }

    /** The web UI's word for it. */
    public String label() {
        return label;
    }

    /**
     * The states of a prompt of any length, in the scope open at the call.
     *
     * @param chunks of the prompt, n of them
     * @param encoded what the text encoder makes of their {@link #ids}, [n, T, width]
     * @return [1, n T, width]; without weights just what the encoder gave
     */
    public Tensor states(List<Chunk> chunks, Tensor encoded) {
        try (Scope scope = new Scope()) {
            boolean plain = chunks.stream().allMatch(Chunk::isPlain);
            Tensor states = plain ? encoded : weighted(encoded, chunks);
            return scope.keep(states.reshape(1, -1, states.size(2)));
        }
    }

    private Tensor weighted(Tensor states, List<Chunk> chunks) {
        Tensor weighted = states.mul(weights(chunks));
        return switch (this) {
            case NO_NORM -> weighted;
            case ORIGINAL ->
                weighted.mul(states.mean(WITHIN_A_CHUNK, true, new ScalarTypeOptional())
                        .div(weighted.mean(WITHIN_A_CHUNK, true, new ScalarTypeOptional())));
        };
    }

    /** The ids of a prompt, int64, [n, T], in the scope open at the call. */
    public static Tensor ids(List<Chunk> chunks) {
        long[] ids = chunks.stream()
                .flatMap(chunk -> chunk.ids().stream())
                .mapToLong(Integer::longValue)
                .toArray();
        return Tensors.of(ids, chunks.size(), ids.length / chunks.size());
    }

    private static Tensor weights(List<Chunk> chunks) {
        int length = chunks.get(0).weights().size();
        float[] weights = new float[chunks.size() * length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = chunks.get(i / length).weights().get(i % length).floatValue();
        }
        return Tensors.of(weights, chunks.size(), length, 1);
    }
}
