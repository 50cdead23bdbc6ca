package dev.styleseal.file;

import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.Sha256;
import java.util.List;

/**
 * A word that was learnt together with a seal and travels in its file, by textual inversion (Gal et al. 2022).
 *
 * @param word as it is written in prompts
 * @param vectors one tensor for each text encoder, the first one's first, [count, width], the same count in all
 */
public record SealWord(String word, List<HostTensor> vectors) {
    public SealWord {
        vectors = List.copyOf(vectors);
        if (word.isBlank() || vectors.isEmpty()) {
            throw new IllegalArgumentException("a learnt word needs a name and vectors");
        }
        for (HostTensor tensor : vectors) {
            if (tensor.shape().size() != 2
                    || !tensor.shape().get(0).equals(vectors.get(0).shape().get(0))) {
                throw new IllegalArgumentException(word + ": vectors of shape " + tensor.shape());
            }
        }
    }

    /** SHA-256 of its values as float32, 64 hexadecimal digits. */
    public String hash() {
        return Sha256.of(vectors);
    }
}
